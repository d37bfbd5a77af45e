import { rangeOf } from './byte-range';

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=2-5', { start: 2, end: 5 }],
    ['bytes=4-', { start: 4, end: 9 }],
    ['bytes=4-400', { start: 4, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-300', { start: 0, end: 9 }],
  ])('%s asks for a part', (header, range) => {
    expect(rangeOf(header, 10)).toEqual(range);
  });

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=5-2', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=a-b'])(
    '%s asks for nothing that has to be understood',
    (header) => {
      expect(rangeOf(header, 10)).toBeNull();
    },
  );

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('%s asks for bytes that are not there', (header) => {
    expect(rangeOf(header, 10)).toBe('unsatisfiable');
  });

  it('finds nothing in an empty file', () => {
    expect(rangeOf('bytes=0-', 0)).toBe('unsatisfiable');
  });
});
