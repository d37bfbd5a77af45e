import fc from 'fast-check';
import { type ChannelPace, type ChannelPast, LANE_CAP, planDeliveries, type Tellable } from './delivery-plan';

const START = Date.UTC(2026, 2, 10, 8);
const MINUTE_MS = 60_000;
const fresh: ChannelPast = { windowStartedAt: null, windowSent: 0, digestDueAt: null, laneSent: new Map() };
const pace = (values: Partial<ChannelPace> = {}): ChannelPace => ({
  maxMessages: 5,
  windowMs: 10 * MINUTE_MS,
  quiet: null,
  ...values,
});
const item = (id: number, values: Partial<Tellable> = {}): Tellable => ({
  id,
  lane: `device:${id}`,
  severity: 'warn',
  ...values,
});
const items = (n: number, values: Partial<Tellable> = {}): Tellable[] =>
  Array.from({ length: n }, (_, at) => item(at + 1, values));
const at = (minutes: number): Date => new Date(START + minutes * MINUTE_MS);

/** A channel's days: what a planner that is asked again and again lets out, and when. */
class Life {
  past: ChannelPast = fresh;
  readonly singles: { id: number; at: Date; lane: string }[] = [];
  readonly digests = new Map<number, number[]>();
  /** By the beginning of each window, what was counted in it. */
  readonly windows = new Map<number, number>();

  constructor(private readonly pace: ChannelPace) {}

  tell(told: readonly Tellable[], now: Date): void {
    const recent = this.singles.filter((one) => now.getTime() - one.at.getTime() < 60 * MINUTE_MS);
    const laneSent = new Map<string, number>();
    for (const { lane } of recent) laneSent.set(lane, (laneSent.get(lane) ?? 0) + 1);
    const plan = planDeliveries(this.pace, { ...this.past, laneSent }, told, now);
    const laneOf = new Map(told.map(({ id, lane }) => [id, lane]));
    for (const id of plan.send) this.singles.push({ id, at: now, lane: laneOf.get(id) ?? '' });
    this.windows.set(plan.windowStartedAt.getTime(), plan.windowSent);
    const due = plan.digestDueAt?.getTime();
    if (plan.digest.length > 0 && due !== undefined)
      this.digests.set(due, [...(this.digests.get(due) ?? []), ...plan.digest]);
    const digestDueAt = plan.digest.length > 0 ? plan.digestDueAt : this.past.digestDueAt;
    this.past = {
      ...this.past,
      windowStartedAt: plan.windowStartedAt,
      windowSent: plan.windowSent,
      digestDueAt,
    };
  }
}

describe('the plan of a channel', () => {
  it('sends as many as fit at once, and tells the rest in one digest at the end of the window', () => {
    const plan = planDeliveries(pace(), fresh, items(8), at(0));
    expect(plan).toMatchObject({ send: [1, 2, 3, 4, 5], digest: [6, 7, 8], digestDueAt: at(10), hold: [] });
  });

  it('adds to the digest that waits, and counts it as the first message of the next window', () => {
    const past = { ...fresh, windowStartedAt: at(0), windowSent: 5, digestDueAt: at(10) };
    expect(planDeliveries(pace(), past, items(2), at(4))).toMatchObject({
      digest: [1, 2],
      digestDueAt: at(10),
    });
    const next = planDeliveries(pace(), past, items(6), at(11));
    expect(next).toMatchObject({
      send: [1, 2, 3, 4],
      digest: [5, 6],
      windowStartedAt: at(11),
      digestDueAt: at(21),
    });
  });

  it('lets no machine that flaps say more than ten words an hour', () => {
    const plan = planDeliveries(pace({ maxMessages: 100 }), fresh, items(12, { lane: 'device:A' }), at(0));
    expect([plan.send.length, plan.digest]).toEqual([LANE_CAP, [11, 12]]);
    const other = planDeliveries(
      pace({ maxMessages: 100 }),
      { ...fresh, laneSent: new Map([['device:A', LANE_CAP]]) },
      [item(1, { lane: 'device:A' }), item(2, { lane: 'device:B' })],
      at(0),
    );
    expect(other).toMatchObject({ send: [2], digest: [1] });
  });

  it.each([
    [true, [2], [1, 3]],
    [false, [], [1, 2, 3]],
  ])('holds over the quiet hours; what is critical passes: %s', (criticalPasses, send, held) => {
    const quiet = { from: '22:00', to: '07:00', zone: 'Asia/Shanghai', criticalPasses };
    const told = [item(1), item(2, { severity: 'critical' }), item(3, { severity: 'info' })];
    const plan = planDeliveries(pace({ quiet }), fresh, told, new Date('2026-03-10T15:00:00Z'));
    expect(plan.send).toEqual(send);
    expect(plan.hold.map(({ id }) => id)).toEqual(held);
    expect(new Set(plan.hold.map(({ until }) => until.toISOString()))).toEqual(
      new Set(['2026-03-10T23:00:00.000Z']),
    );
  });

  it('never lets more out than a window allows, loses nothing, and keeps the order of each machine', () => {
    const storm = fc.array(
      fc.record({
        afterMinutes: fc.integer({ min: 0, max: 15 }),
        lanes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 30 }),
      }),
      { minLength: 1, maxLength: 25 },
    );
    fc.assert(
      fc.property(
        storm,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 30 }),
        (waves, max, minutes) => {
          const life = new Life(pace({ maxMessages: max, windowMs: minutes * MINUTE_MS }));
          let [id, now] = [0, 0];
          for (const { afterMinutes, lanes } of waves) {
            now += afterMinutes;
            const told = lanes.map((lane) => item((id += 1), { lane: `device:${lane}` }));
            life.tell(told, at(now));
          }
          const digested = [...life.digests.values()].flat();
          const all = [...life.singles.map((one) => one.id), ...digested].sort((a, b) => a - b);
          expect(all).toEqual(Array.from({ length: id }, (_, n) => n + 1));
          const moments = [...life.singles.map((one) => one.at.getTime()), ...life.digests.keys()].sort(
            (a, b) => a - b,
          );
          for (const sent of life.windows.values()) expect(sent).toBeLessThanOrEqual(max);
          // Any stretch as long as a window touches two of them at most.
          for (const [index, moment] of moments.entries()) {
            const within = moments
              .slice(index)
              .filter((other) => other - moment < minutes * MINUTE_MS).length;
            expect(within).toBeLessThanOrEqual(2 * max);
          }
          for (const lane of new Set(life.singles.map((one) => one.lane))) {
            const ids = life.singles.filter((one) => one.lane === lane).map((one) => one.id);
            expect(ids).toEqual([...ids].sort((a, b) => a - b));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
