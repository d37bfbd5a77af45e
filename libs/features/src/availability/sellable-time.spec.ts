import fc from 'fast-check';
import { intersected, type Interval, lengthOf, normalised, without } from '../opening-hours';
import { type DayFacts, LOST_REASONS, measure, sellableRate } from './sellable-time';

/** Small numbers stand for milliseconds, so that each moment can be looked at by itself. */
const SPAN = 60;
const moment = fc.integer({ min: 0, max: SPAN });
const intervals = fc
  .array(fc.tuple(moment, moment), { maxLength: 6 })
  .map((pairs) => normalised(pairs.map(([from, to]) => ({ from, to }))));
const has = (set: readonly Interval[], at: number) => set.some(({ from, to }) => from <= at && at < to);
const moments = Array.from({ length: SPAN }, (_, at) => at);

const inOrder = <T extends { at: number }>(changes: T[]) => changes.sort((a, b) => a.at - b.at);
const statuses = fc
  .array(
    fc.record({
      at: fc.integer({ min: -5, max: SPAN }),
      status: fc.constantFrom('registered', 'online', 'offline', 'fault', 'maintenance'),
    }),
    { maxLength: 8 },
  )
  .map(inOrder);
const offers = fc
  .array(
    fc
      .record({ at: fc.integer({ min: -5, max: SPAN }), products: fc.integer({ min: 0, max: 5 }) })
      .chain(({ at, products }) =>
        fc
          .integer({ min: 0, max: products })
          .chain((short) =>
            fc
              .integer({ min: 0, max: products - short })
              .map((blocked) => ({ at, products, short, blocked })),
          ),
      ),
    { maxLength: 6 },
  )
  .map(inOrder);
const facts: fc.Arbitrary<DayFacts> = fc.record({
  opening: intervals,
  deaf: intervals,
  statuses,
  offers,
  until: fc.constant(SPAN),
});

const lastAt = <T extends { at: number }>(changes: readonly T[], at: number): T | undefined =>
  changes.filter((change) => change.at <= at).at(-1);

/** The same, moment by moment. */
function lookedAt(day: DayFacts) {
  const found = { open: 0, unknown: 0, offline: 0, fault: 0, maintenance: 0, short: 0, blocked: 0 };
  for (const at of moments.filter((each) => has(day.opening, each))) {
    const status = lastAt(day.statuses, at)?.status ?? 'registered';
    if (status === 'registered') continue;
    found.open += 1;
    const offer = lastAt(day.offers, at);
    if (has(day.deaf, at)) found.unknown += 1;
    else if (status !== 'online') found[status as 'offline'] += 1;
    else if (offer && offer.products > 0) {
      found.short += offer.short / offer.products;
      found.blocked += offer.blocked / offer.products;
    }
  }
  return { ...found, stockout: stockoutSeen(day) };
}

/** Moments in service of which the menu was known, and of these such that lacked something; null without any. */
function stockoutSeen(day: DayFacts): number | null {
  const seen = moments
    .filter((at) => has(day.opening, at) && !has(day.deaf, at))
    .filter((at) => (lastAt(day.statuses, at)?.status ?? 'registered') !== 'registered')
    .flatMap((at) => lastAt(day.offers, at) ?? [])
    .filter(({ products }) => products > 0);
  return seen.length > 0 ? seen.filter(({ short }) => short > 0).length : null;
}

describe('intervals', () => {
  it('are sorted and apart once normalised, and say of each moment whether it is in', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(moment, moment)), (pairs) => {
        const raw = pairs.map(([from, to]) => ({ from, to }));
        const set = normalised(raw);
        for (const at of moments) expect(has(set, at)).toBe(has(raw, at));
        set.forEach(({ from, to }, index) => {
          expect(from).toBeLessThan(to);
          expect(from).toBeGreaterThan(set[index - 1]?.to ?? -1);
        });
      }),
    );
  });

  it('intersect and subtract moment by moment, and both parts make the whole', () => {
    fc.assert(
      fc.property(intervals, intervals, (left, right) => {
        const both = intersected(left, right);
        const rest = without(left, right);
        for (const at of moments) {
          expect(has(both, at)).toBe(has(left, at) && has(right, at));
          expect(has(rest, at)).toBe(has(left, at) && !has(right, at));
        }
        expect(lengthOf(both) + lengthOf(rest)).toBe(lengthOf(left));
        expect(intersected(right, left)).toEqual(both);
      }),
    );
  });
});

describe('sellable time', () => {
  it('has parts that add up to the opening time, none of them negative', () => {
    fc.assert(
      fc.property(facts, (day) => {
        const { time } = measure(day);
        const { open, stockout, ...parts } = time;
        expect(stockout ?? 0).toBeLessThanOrEqual(open - time.unknown);
        expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(open);
        for (const part of Object.values(parts)) expect(part).toBeGreaterThanOrEqual(0);
        expect(open).toBeLessThanOrEqual(lengthOf(day.opening));
        for (const part of Object.values(parts)) expect(Number.isInteger(part)).toBe(true);
      }),
    );
  });

  it('is what looking at each moment finds', () => {
    fc.assert(
      fc.property(facts, (day) => {
        const found = lookedAt(day);
        const { time } = measure(day);
        for (const exact of ['open', 'unknown', 'offline', 'fault', 'maintenance', 'stockout'] as const)
          expect(time[exact]).toBe(found[exact]);
        for (const cut of ['short', 'blocked'] as const) {
          expect(time[cut]).toBeGreaterThan(found[cut] - 1.000001);
          expect(time[cut]).toBeLessThanOrEqual(found[cut] + 0.000001);
        }
      }),
    );
  });

  it('tells the lost stretches with their share, which weigh what the reasons weigh', () => {
    fc.assert(
      fc.property(facts, (day) => {
        const { time, lost } = measure(day);
        const weight = lost.reduce((sum, { from, to, share }) => sum + (to - from) * share, 0);
        const reasons = LOST_REASONS.reduce((sum, reason) => sum + time[reason], 0);
        expect(weight).toBeGreaterThanOrEqual(reasons - 0.000001);
        expect(weight).toBeLessThan(reasons + 2);
        for (const { from, to } of lost) expect(lengthOf(without([{ from, to }], day.opening))).toBe(0);
      }),
    );
  });

  it('counts what nobody heard neither as sold nor as lost', () => {
    const { time, lost } = measure({
      opening: [{ from: 0, to: 10 }],
      deaf: [{ from: 2, to: 12 }],
      statuses: [{ at: -1, status: 'offline' }],
      offers: [],
      until: 10,
    });
    expect(time).toMatchObject({ open: 10, offline: 2, unknown: 8, sellable: 0 });
    expect(lost).toEqual([{ from: 0, to: 2, share: 1 }]);
    expect(sellableRate(time)).toBe(0);
  });

  it('has no rate where no opening time is known', () => {
    const closed = { opening: [], deaf: [], statuses: [{ at: 0, status: 'online' }], offers: [], until: 10 };
    expect(sellableRate(measure(closed).time)).toBeNull();
  });

  it('takes a machine without milk for open to those who drink it black', () => {
    const { time } = measure({
      opening: [{ from: 0, to: 100 }],
      deaf: [],
      statuses: [{ at: 0, status: 'online' }],
      offers: [
        { at: 0, products: 20, short: 9, blocked: 0 },
        { at: 50, products: 20, short: 0, blocked: 1 },
      ],
      until: 100,
    });
    expect(time).toMatchObject({ short: 22, blocked: 2, sellable: 76 });
  });

  it('counts a stock-out by the whole while a bin holds too little, also of a machine that is out of reach', () => {
    const { time } = measure({
      opening: [{ from: 0, to: 100 }],
      deaf: [{ from: 90, to: 100 }],
      statuses: [
        { at: 0, status: 'online' },
        { at: 60, status: 'offline' },
      ],
      offers: [
        { at: 10, products: 20, short: 0, blocked: 3 },
        { at: 50, products: 20, short: 1, blocked: 0 },
      ],
      until: 100,
    });
    expect(time).toMatchObject({ stockout: 40, offline: 30 });
  });

  it('knows of no stock-out, nor that there was none, where no menu was known', () => {
    const day = {
      opening: [{ from: 0, to: 10 }],
      deaf: [],
      statuses: [{ at: 0, status: 'online' }],
      until: 10,
    };
    expect(measure({ ...day, offers: [] }).time.stockout).toBeNull();
    const empty = [{ at: 0, products: 0, short: 0, blocked: 0 }];
    expect(measure({ ...day, offers: empty }).time.stockout).toBeNull();
    const full = [{ at: 0, products: 3, short: 0, blocked: 0 }];
    expect(measure({ ...day, offers: full }).time.stockout).toBe(0);
  });
});
