import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from './index';

const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEY: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
  DATABASE_URL: 'postgres://coffee:pa55@db:5432/coffee',
  REDIS_URL: 'redis://redis:6379/0',
};

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

function fileWith(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'config-')), 'value');
  writeFileSync(path, content);
  return path;
}

describe('configuration', () => {
  it('starts in development with nothing set', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      nodeEnv: 'development',
      port: 5000,
      enableSse: true,
      enableDeviceToken: false,
    });
    expect(config).toMatchObject({
      deviceOfflineAfterSeconds: 300,
      deviceRatePerMinute: 600,
      webConcurrency: 1,
    });
    expect(config.publicUrl).toBe('http://localhost:5000');
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('asks for device tokens in production unless told otherwise', () => {
    expect(loadConfig(PRODUCTION).enableDeviceToken).toBe(true);
    expect(loadConfig({ ...PRODUCTION, ENABLE_DEVICE_TOKEN: 'false' }).enableDeviceToken).toBe(false);
  });

  it('tells every fault at once', () => {
    const lines = faultsOf({
      NODE_ENV: 'staging',
      PORT: '70000',
      DATABASE_URL: 'mysql://x/y',
      REDIS_URL: 'nonsense',
      ENABLE_SSE: 'maybe',
      DEVICE_OFFLINE_AFTER_SECONDS: '-5',
      LOG_LEVEL: 'loud',
      PUBLIC_URL: 'example.com',
      WEB_CONCURRENCY: '1.5',
    });
    expect(lines.map((line) => line.split(':')[0]).sort()).toEqual([
      'DATABASE_URL',
      'DEVICE_OFFLINE_AFTER_SECONDS',
      'ENABLE_SSE',
      'LOG_LEVEL',
      'NODE_ENV',
      'PORT',
      'PUBLIC_URL',
      'REDIS_URL',
      'WEB_CONCURRENCY',
    ]);
  });

  it('never repeats a value that may be a secret', () => {
    const told = faultsOf({
      ...PRODUCTION,
      SECRET_KEY: 'hunter2',
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      REDIS_URL: 'http://:hunter2@redis',
    }).join('\n');
    expect(told).toContain('SECRET_KEY');
    expect(told).not.toContain('hunter2');
  });

  it.each([
    ['nothing', {}],
    ['a short key', { SECRET_KEY: 'short' }],
    ['the key of development', { SECRET_KEY: 'development-only-secret-key-never-use-it-in-production' }],
    ['one letter many times', { SECRET_KEY: 'a'.repeat(64) }],
  ])('refuses %s as the secret key of production', (_what, key) => {
    const { SECRET_KEY: _own, ...rest } = PRODUCTION;
    expect(faultsOf({ ...rest, ...key })).toEqual([expect.stringMatching(/^SECRET_KEY: /)]);
  });

  it('wants its stores named in production', () => {
    const lines = faultsOf({ NODE_ENV: 'production', SECRET_KEY: PRODUCTION.SECRET_KEY });
    expect(lines).toEqual([
      'DATABASE_URL: is required in production',
      'REDIS_URL: is required in production',
    ]);
  });

  it('reads a secret from the file that NAME_FILE names', () => {
    const { SECRET_KEY, ...rest } = PRODUCTION;
    expect(loadConfig({ ...rest, SECRET_KEY_FILE: fileWith(`${SECRET_KEY}\n`) }).secretKey).toBe(SECRET_KEY);
    expect(faultsOf({ ...rest, SECRET_KEY_FILE: '/does/not/exist' })[0]).toMatch(
      /^SECRET_KEY_FILE: .*cannot be read/,
    );
    expect(faultsOf({ ...PRODUCTION, SECRET_KEY_FILE: fileWith('x') })[0]).toMatch(/not both/);
  });

  it('takes an empty variable for an absent one', () => {
    expect(loadConfig({ PORT: '', REDIS_URL: '', METRICS_TOKEN: '' })).toMatchObject({
      port: 5000,
      metricsToken: null,
    });
  });

  it('keeps the queues where the rest is unless told otherwise', () => {
    expect(loadConfig({ REDIS_URL: 'redis://one:1' }).queueRedisUrl).toBe('redis://one:1');
    expect(loadConfig({ QUEUE_REDIS_URL: 'redis://two:2' }).queueRedisUrl).toBe('redis://two:2');
  });

  it.each(['redis://h', 'rediss://u:p@h:1/2', 'redis+sentinel://a:1,b:2/main/0', 'redis+cluster://a:1,b:2'])(
    'knows the form %s of a Redis address',
    (url) => expect(loadConfig({ REDIS_URL: url }).redisUrl).toBe(url),
  );

  it('takes the slash off the end of the public address', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://coffee.example/base/' }).publicUrl).toBe(
      'https://coffee.example/base',
    );
  });
});
