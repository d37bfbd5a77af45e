import fc from 'fast-check';
import { slotOf, WEEK_HOURS } from '../demand';
import { type History, hoursLeft, profileOf, salesBetween } from './forecast';

const HOUR = 3_600_000;
/** A Wednesday. */
const NOW = new Date('2026-03-11T10:30:00Z');
const nothing = { amount: 0, cups: 0, salesMinor: 0 };

/** Weeks of the same use in every hour, as `use` says it by slot, up to now. */
function seenFor(weeks: number, use: (slot: number) => number, current = 0): History {
  const slots = Array.from({ length: WEEK_HOURS }, (_, slot) => ({
    slot,
    amount: use(slot) * weeks,
    cups: weeks,
    salesMinor: use(slot) * weeks * 100,
  }));
  const since = new Date(Math.floor(NOW.getTime() / HOUR) * HOUR - weeks * WEEK_HOURS * HOUR);
  return { since, slots, current: { ...nothing, amount: current } };
}

const must = (history: History) => {
  const profile = profileOf(history, NOW);
  if (!profile) throw new Error('no profile');
  return profile;
};

describe('the forecast of a bin', () => {
  it('says nothing of a bin that was never used, and that an empty one is empty now', () => {
    expect(profileOf({ since: NOW, slots: [], current: nothing }, NOW)).toBeNull();
    expect(hoursLeft(must(seenFor(1, () => 2)), -5, NOW)).toBe(0);
  });

  it('follows the hours of the week: a bin lasts over a quiet night', () => {
    const busy = (slot: number) => (slot % 24 >= 8 && slot % 24 < 18 ? 10 : 0);
    const profile = must(seenFor(4, busy));
    expect(hoursLeft(profile, 75, NOW)).toBeCloseTo(7.5);
    // Seven and a half busy hours today, then nothing before eight tomorrow.
    expect(hoursLeft(profile, 80, NOW)).toBeCloseTo(22);
    expect(salesBetween(profile, NOW, 0, 24) / 100).toBeCloseTo(100);
    expect(salesBetween(profile, NOW, 8, 20)).toBe(0);
  });

  it('falls back to the mean while there is less than a day, the running hour included', () => {
    const since = new Date('2026-03-11T05:00:00Z');
    const slots = [{ slot: slotOf(since), amount: 50, cups: 5, salesMinor: 0 }];
    const profile = must({ since, slots, current: { amount: 5, cups: 0, salesMinor: 0 } });
    expect(hoursLeft(profile, 100, NOW)).toBeCloseTo(10);
    expect(profile.perCup).toBeCloseTo(11);
  });

  it('leans an hour that was seen once on its hour of the day', () => {
    const usual = (slot: number) => (slot === slotOf(NOW) ? 90 : 10);
    const profile = must(seenFor(1, usual));
    const ofDay = (6 * 10 + 90) / 7;
    expect(profile.amount[slotOf(NOW)]).toBeCloseTo((90 + ofDay) / 2);
  });

  it('uses up exactly the level, and lasts longer the more there is', () => {
    const rates = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), {
      minLength: WEEK_HOURS,
      maxLength: WEEK_HOURS,
    });
    fc.assert(
      fc.property(
        rates,
        fc.double({ min: 0.1, max: 30_000, noNaN: true }),
        fc.integer({ min: 0, max: WEEK_HOURS * 3600 - 1 }),
        (amount, level, second) => {
          fc.pre(amount.reduce((sum, rate) => sum + rate, 0) > 1);
          const now = new Date(Date.UTC(2026, 2, 9) + second * 1000);
          const profile = { amount, sales: amount, perCup: null };
          const hours = hoursLeft(profile, level, now) ?? NaN;
          expect(salesBetween(profile, now, 0, hours)).toBeCloseTo(level, 3);
          expect(hoursLeft(profile, level * 1.5, now) ?? NaN).toBeGreaterThanOrEqual(hours - 1e-6);
        },
      ),
      { numRuns: 200 },
    );
  });
});
