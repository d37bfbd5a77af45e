import { retryAfterSeconds, TRIED_FOR_MS } from './retry-pace';

describe('the pace of retries', () => {
  it('grows from seconds to an hour', () => {
    const steps = [1, 2, 3, 4, 5, 6, 7, 8, 40].map((failures) => retryAfterSeconds(failures, null, 0.5));
    expect(steps).toEqual([5, 15, 45, 135, 405, 1215, 3600, 3600, 3600]);
  });

  it('is spread by a fifth both ways', () => {
    expect(retryAfterSeconds(3, null, 0)).toBeCloseTo(36);
    expect(retryAfterSeconds(3, null, 1)).toBeCloseTo(54);
  });

  it('waits as long as the receiver asks for', () => {
    expect(retryAfterSeconds(1, 120, 0.5)).toBe(120);
    expect(retryAfterSeconds(5, 120, 0.5)).toBe(405);
  });

  it('tries about thirty times within the day that it is given', () => {
    let [failures, passed] = [0, 0];
    while (passed <= TRIED_FOR_MS / 1000) {
      failures += 1;
      passed += retryAfterSeconds(failures, null, 0.5);
    }
    expect(failures).toBe(30);
  });
});
