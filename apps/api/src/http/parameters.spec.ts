import { InvalidArgument, NotFound } from '@coffee/platform/errors';
import { DeviceId, IntegerId, versionOf } from './parameters';

const id = { type: 'param', data: 'id' } as const;

describe('IntegerId', () => {
  it('reads whole numbers', () => {
    expect(new IntegerId().transform('42', id)).toBe(42);
  });

  it.each(['0', '2147483648', '99999999999999999999'])(
    'finds nothing under %s, which no row can have',
    (text) => {
      expect(() => new IntegerId().transform(text, id)).toThrow(NotFound);
    },
  );

  it.each(['', '-1', '1.5', '1e3', 'abc', '0x10', ' 1', '१'])('refuses "%s"', (text) => {
    expect(() => new IntegerId().transform(text, id)).toThrow(InvalidArgument);
  });
});

describe('DeviceId', () => {
  it('takes what the contract allows', () => {
    expect(new DeviceId().transform('CM-0001.a:b_c', id)).toBe('CM-0001.a:b_c');
  });

  it.each(['', '-x', 'a b', 'a/b', 'ä', 'x'.repeat(101), '../etc'])('refuses "%s"', (text) => {
    expect(() => new DeviceId().transform(text, id)).toThrow(InvalidArgument);
  });
});

describe('If-Match', () => {
  it('is a version in quotes', () => {
    expect(versionOf('"3"')).toBe(3);
    expect(versionOf('W/"3"')).toBe(3);
    expect(versionOf('3')).toBe(3);
  });

  it('asks for nothing when it is absent or a star', () => {
    expect(versionOf(undefined)).toBeUndefined();
    expect(versionOf('*')).toBeUndefined();
  });

  it.each(['', '"x"', '"-1"', '"1", "2"'])('refuses %s', (header) => {
    expect(() => versionOf(header)).toThrow(InvalidArgument);
  });
});
