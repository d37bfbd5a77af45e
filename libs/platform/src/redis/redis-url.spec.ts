import { parseRedisUrl } from './index';

describe('Redis addresses', () => {
  it('reads a single server', () => {
    expect(parseRedisUrl('redis://user:p%40ss@cache:6380/2')).toEqual({
      kind: 'single',
      hosts: [{ host: 'cache', port: 6380 }],
      tls: false,
      username: 'user',
      password: 'p@ss',
      masterName: undefined,
      db: 2,
    });
    expect(parseRedisUrl('redis://localhost')).toMatchObject({
      hosts: [{ host: 'localhost', port: 6379 }],
      db: 0,
    });
    expect(parseRedisUrl('rediss://:pw@[::1]:7000')).toMatchObject({
      tls: true,
      password: 'pw',
      hosts: [{ host: '::1', port: 7000 }],
    });
  });

  it('reads a sentinel group', () => {
    expect(parseRedisUrl('redis+sentinel://:pw@a:1,b/main/3')).toMatchObject({
      kind: 'sentinel',
      hosts: [
        { host: 'a', port: 1 },
        { host: 'b', port: 26379 },
      ],
      password: 'pw',
      masterName: 'main',
      db: 3,
    });
  });

  it('reads a cluster, which has one database only', () => {
    expect(parseRedisUrl('rediss+cluster://a:1,b:2/5')).toMatchObject({
      kind: 'cluster',
      tls: true,
      db: 0,
      masterName: undefined,
    });
  });
});
