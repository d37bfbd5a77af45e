import fc from 'fast-check';
import { DEFAULT_BACKOFF, parseRetryAfter, retryDelayMs } from './backoff';

describe('the pause between retries', () => {
  it('has full jitter under a ceiling that doubles up to a limit', () => {
    const ceilings = [1, 2, 3, 10, 1000].map((attempt) => retryDelayMs(attempt, () => 1, DEFAULT_BACKOFF));
    expect(ceilings).toEqual([1000, 2000, 4000, 60_000, 60_000]);
    expect(retryDelayMs(5, () => 0, DEFAULT_BACKOFF)).toBe(0);
  });

  it('is never shorter than what Retry-After asks for', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(600_000),
        (n, roll, ms) => {
          expect(retryDelayMs(n + 1, () => roll, DEFAULT_BACKOFF, ms)).toBeGreaterThanOrEqual(ms);
        },
      ),
    );
  });

  it.each([
    ['3', 3000],
    ['Thu, 01 Jan 1970 00:00:10 GMT', 9000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', 0],
    ['999999999', 3_600_000],
    [undefined, 0],
  ])('reads Retry-After %p as %p ms', (header, ms) => expect(parseRetryAfter(header, 1000)).toBe(ms));
});
