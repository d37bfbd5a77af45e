import { perMinute, secondsLeft, withSample, type Sample } from './pace';

const after = (...samples: Sample[]) => samples.reduce<Sample[]>(withSample, []);

describe('the pace of a dispatch', () => {
  it('is not guessed from one look', () => {
    expect(perMinute(after({ at: 0, done: 5 }))).toBeNull();
    expect(perMinute(after({ at: 0, done: 5 }, { at: 1000, done: 9 }))).toBeNull();
  });

  it('is what was finished in the last minute, and tells the time that is left', () => {
    const samples = after({ at: 0, done: 0 }, { at: 30_000, done: 100 }, { at: 80_000, done: 400 });
    expect(samples).toHaveLength(2);
    expect(perMinute(samples)).toBe(360);
    expect(secondsLeft(720, 360)).toBe(120);
  });

  it('promises no end while nothing moves', () => {
    expect(perMinute(after({ at: 0, done: 3 }, { at: 20_000, done: 3 }))).toBe(0);
    expect(secondsLeft(10, 0)).toBeNull();
    expect(secondsLeft(0, null)).toBe(0);
  });

  it('starts anew when a retry takes results back', () => {
    expect(after({ at: 0, done: 90 }, { at: 5000, done: 80 })).toEqual([{ at: 5000, done: 80 }]);
  });
});
