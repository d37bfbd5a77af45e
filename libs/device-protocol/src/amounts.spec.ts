import fc from 'fast-check';
import { parseAmount } from './amounts';

describe('an amount of money', () => {
  it.each([
    [10, 1000],
    [12.5, 1250],
    [0.07, 7],
    [0, 0],
    [-0, 0],
    ['12.50', 1250],
    ['12.500', 1250],
    ['7', 700],
  ])('reads %p as %p minor units', (value, minor) => expect(parseAmount(value)).toBe(minor));

  it.each([
    -1,
    1.005,
    10.200000000000001,
    NaN,
    Infinity,
    1e21,
    '',
    '1,5',
    ' 1',
    '1e3',
    '-2',
    null,
    [],
    {},
    true,
  ])('refuses %p', (value) => expect(parseAmount(value)).toBeNull());

  it('is exact for every number of cents', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e11 }), (cents) => {
        expect(parseAmount(Number((cents / 100).toFixed(2)))).toBe(cents);
        expect(parseAmount((cents / 100).toFixed(2))).toBe(cents);
      }),
    );
  });
});
