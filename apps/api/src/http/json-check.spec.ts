import { InvalidFormat, ValidationFailed } from '@coffee/platform/errors';
import fc from 'fast-check';
import { duplicateKey, parseJson } from './json-check';

const strict = { lenient: false, maxKeys: 2_000 };
const lenient = { lenient: true, maxKeys: 2_000 };

describe('parseJson', () => {
  it('takes any plain JSON as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 10, noUnicodeString: true }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(
          !text.includes('__proto__') && !text.includes('"constructor"') && !text.includes('"prototype"'),
        );
        expect(parseJson(text, strict)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['', '{"a":', 'NaN', '{"a":NaN}', '{"a":Infinity}', '[1,]', "{'a':1}", '{"a":1}x'])(
    'refuses %s, which is not JSON',
    (text) => {
      expect(() => parseJson(text, lenient)).toThrow(InvalidFormat);
    },
  );

  it('refuses what is nested deeper than 20 levels', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(() => parseJson(nested(20), strict)).not.toThrow();
    expect(() => parseJson(nested(21), strict)).toThrow(InvalidFormat);
    expect(() => parseJson(nested(200_000), lenient)).toThrow(InvalidFormat);
  });

  it('refuses too many keys in all', () => {
    const rows = (count: number): string => JSON.stringify(Array.from({ length: count }, () => ({ a: 1 })));
    expect(() => parseJson(rows(2_000), strict)).not.toThrow();
    expect(() => parseJson(rows(2_001), strict)).toThrow(InvalidFormat);
  });

  it('lets no key reach a prototype', () => {
    const text = '{"a":{"__proto__":{"polluted":1},"constructor":{"prototype":{}},"b":2}}';
    expect(() => parseJson(text, strict)).toThrow(InvalidFormat);
    const read = parseJson(text, lenient) as { a: Record<string, unknown> };
    expect(Object.keys(read.a)).toEqual(['b']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('tells people of NUL by field and cleans it out of what machines send', () => {
    const text = '{"items":[{"name":"a\\u0000b","half":"x\\ud800"}]}';
    expect(parseJson(text, lenient)).toEqual({ items: [{ name: 'ab', half: 'x\uFFFD' }] });
    try {
      parseJson(text, strict);
      throw new Error('not refused');
    } catch (error) {
      expect(error).toBeInstanceOf(ValidationFailed);
      expect((error as ValidationFailed).issues[0]?.field).toBe('items.0.name');
    }
  });

  it('keeps whole emoji, however they are written', () => {
    expect(parseJson('{"a":"\\ud83d\\ude00"}', strict)).toEqual({ a: '😀' });
  });
});

describe('duplicateKey', () => {
  it('finds a key that stands twice in one object, escapes included', () => {
    expect(duplicateKey('{"a":1,"b":{"c":1,"\\u0063":2}}')).toBe('c');
  });

  it('is not misled by equal keys of other objects, by values or by quotes inside text', () => {
    expect(duplicateKey('[{"a":1},{"a":2}]')).toBeNull();
    expect(duplicateKey('{"a":"a","b":["a","a"],"c":"x\\",\\"a\\":1"}')).toBeNull();
  });

  it('finds none in what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => duplicateKey(JSON.stringify(value)) === null));
  });
});
