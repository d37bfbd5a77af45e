import { UsageError } from './failures';
import { durationSeconds, oneOf, wholeNumber } from './option-values';

describe('values of options', () => {
  it('reads durations with and without a unit', () => {
    expect(['90', '90s', '15m', '12h', '7d'].map((text) => durationSeconds('--ttl', text))).toEqual([
      90, 90, 900, 43_200, 604_800,
    ]);
  });

  it.each(['', '-1', '1.5h', '7 d', '1w', 'x'])('refuses %p as a duration', (text) => {
    expect(() => durationSeconds('--ttl', text)).toThrow(UsageError);
  });

  it('keeps whole numbers within their limits', () => {
    expect(wholeNumber('--days', '30', { min: 1, max: 90 })).toBe(30);
    for (const text of ['0', '91', '1e1', '', 'x', '3.0']) {
      expect(() => wholeNumber('--days', text, { min: 1, max: 90 })).toThrow('--days must be a whole number');
    }
  });

  it('names the values that a choice has', () => {
    expect(oneOf('--role', 'ops', ['admin', 'ops'])).toBe('ops');
    expect(() => oneOf('--role', 'root', ['admin', 'ops'])).toThrow('--role must be one of admin, ops');
  });
});
