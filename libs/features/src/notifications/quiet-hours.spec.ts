import fc from 'fast-check';
import { minutesOf, quietUntil, wallTime } from './quiet-hours';

const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'UTC',
  'Africa/Casablanca',
];
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`);
const night = { from: '22:00', to: '07:00' };

describe('quiet hours', () => {
  it.each([
    ['in the evening', '2026-03-10T14:30:00Z', night, 'Asia/Shanghai', '2026-03-10T23:00:00.000Z'],
    ['after midnight', '2026-03-10T20:00:00Z', night, 'Asia/Shanghai', '2026-03-10T23:00:00.000Z'],
    ['at their first minute', '2026-03-10T14:00:00Z', night, 'Asia/Shanghai', '2026-03-10T23:00:00.000Z'],
    ['at their end', '2026-03-10T23:00:00Z', night, 'Asia/Shanghai', null],
    ['by day', '2026-03-10T04:00:00Z', night, 'Asia/Shanghai', null],
    [
      'within one day',
      '2026-03-10T12:10:00Z',
      { from: '12:00', to: '13:30' },
      'UTC',
      '2026-03-10T13:30:00.000Z',
    ],
    // The clock in Berlin goes from 02:00 to 03:00 on 29 March and from 03:00 to 02:00 on 25 October.
    ['in the shorter night', '2026-03-28T22:00:00Z', night, 'Europe/Berlin', '2026-03-29T05:00:00.000Z'],
    ['in the longer night', '2026-10-24T21:00:00Z', night, 'Europe/Berlin', '2026-10-25T06:00:00.000Z'],
    [
      'to a time that is skipped',
      '2026-03-28T23:30:00Z',
      { from: '23:00', to: '02:30' },
      'Europe/Berlin',
      '2026-03-29T01:30:00.000Z',
    ],
  ])('end %s', (_when, now, quiet, zone, until) => {
    expect(quietUntil(new Date(now), quiet, zone)?.toISOString() ?? null).toBe(until);
  });

  it('end ahead, within a day and an hour, when the clock on the wall says so', () => {
    const from = Date.UTC(2025, 0, 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 * 366 * 1_440 }),
        clock,
        clock,
        fc.constantFrom(...ZONES),
        (minute, start, end, zone) => {
          fc.pre(start !== end);
          const now = new Date(from + minute * 60_000);
          const until = quietUntil(now, { from: start, to: end }, zone);
          const { minutes } = wallTime(now, zone);
          const [first, last] = [minutesOf(start), minutesOf(end)];
          const isWithin =
            first < last ? minutes >= first && minutes < last : minutes >= first || minutes < last;
          expect(until !== null).toBe(isWithin);
          if (until === null) return;
          expect(until.getTime()).toBeGreaterThan(now.getTime());
          expect(until.getTime() - now.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
          // The clock shows the end, or stands right behind a gap in which that time was skipped.
          const skipped = wallTime(until, zone).minutes - last;
          expect(skipped).toBeGreaterThanOrEqual(0);
          expect(skipped).toBeLessThanOrEqual(60);
          const before = wallTime(new Date(until.getTime() - (skipped + 1) * 60_000), zone).minutes;
          expect(before).toBeLessThan(last === 0 ? 1_440 : last);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
