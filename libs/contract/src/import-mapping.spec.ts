import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ImportFileOptions } from './materials';

const faultsOf = (mapping: unknown) =>
  validateSync(plainToInstance(ImportFileOptions, { mapping })).flatMap(({ property, constraints }) =>
    Object.entries(constraints ?? {}).map(([rule, message]) => `${property} ${rule}: ${message}`),
  );

describe('a mapping of columns', () => {
  it.each([
    [{}],
    [{ 'Name of it': 'name', 备注: null }],
    ['{"Nr": "code", "__proto__": null, "constructor": "unit"}'],
  ])('may be %j', (mapping) => expect(faultsOf(mapping)).toEqual([]));

  const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`c${at}`, null]));
  it.each([
    ['no JSON', '{', /JSON object/],
    ['a list', '["code"]', /JSON object/],
    ['an unknown field', { Nr: 'colour' }, /no known field for "Nr": the fields are code, name/],
    ['no field', { Nr: 5 }, /no known field/],
    ['a field twice', { Nr: 'code', Id: 'code' }, /two columns to code/],
    ['too many columns', many, /more than 100 columns/],
    ['a header that is too long', { [`${'x'.repeat(200)}y`]: null }, /more than 200 characters/],
    ['a header that cannot be kept', { 'a\0': null }, /header/],
    ['an empty header', { '': 'code' }, /empty/],
  ])('is refused for %s, and the field is named', (_what, mapping, told) => {
    expect(faultsOf(mapping)).toEqual([expect.stringMatching(told)]);
    expect(faultsOf(mapping)[0]).toMatch(/^mapping isImportMapping: mapping /);
  });
});
