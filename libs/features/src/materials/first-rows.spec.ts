import fc from 'fast-check';
import { FirstRows } from './first-rows';

describe('the first row of each code', () => {
  it('is what a map of the codes would say, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 200 }), (codes) => {
        const rows = new FirstRows();
        const told = codes.map((code, index) => rows.take(code, index + 1));
        const firsts = codes.map((code, index) => {
          const first = codes.indexOf(code);
          return first === index ? undefined : first + 1;
        });
        expect(told).toEqual(firsts);
      }),
    );
  });

  it('is kept while more and more codes come, and none is taken for another', () => {
    const rows = new FirstRows();
    const codes = Array.from({ length: 100_000 }, (_, n) => `MAT-${String(n).padStart(6, '0')}`);
    expect(codes.filter((code, n) => rows.take(code, n + 1) !== undefined)).toEqual([]);
    expect(codes.filter((code, n) => rows.take(code, 1) !== n + 1)).toEqual([]);
  });
});
