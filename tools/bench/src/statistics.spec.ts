import { median, percentile } from './statistics';

describe('statistics of a run', () => {
  it('takes the middle, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('takes the value that a share of the others stays under', () => {
    const values = Array.from({ length: 100 }, (_, index) => index);
    expect(percentile(values, 0.5)).toBe(50);
    expect(percentile(values, 0.99)).toBe(99);
  });

  it('stays within a short run', () => {
    expect(percentile([7], 0.99)).toBe(7);
  });
});
