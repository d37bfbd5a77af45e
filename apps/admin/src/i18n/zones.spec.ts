import { dayIn, endOfDay, startOfDay } from './zones';

describe('days of a time zone', () => {
  it.each([
    ['Asia/Shanghai', '2026-03-31', '2026-03-30T16:00:00.000Z', '2026-03-31T15:59:59.999Z'],
    ['UTC', '2026-03-31', '2026-03-31T00:00:00.000Z', '2026-03-31T23:59:59.999Z'],
    // The clocks go forward on this day in Berlin and on that one in New York: 23 hours.
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:59.999Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', '2026-03-09T03:59:59.999Z'],
  ])('begins and ends in %s', (zone, day, start, end) => {
    expect(startOfDay(zone, day).toISOString()).toBe(start);
    expect(endOfDay(zone, day).toISOString()).toBe(end);
  });

  it('names the day of a moment, and the days around it', () => {
    const at = new Date('2026-02-28T20:00:00Z');
    expect(dayIn('Asia/Shanghai', at)).toBe('2026-03-01');
    expect(dayIn('UTC', at)).toBe('2026-02-28');
    expect(dayIn('UTC', at, -28)).toBe('2026-01-31');
  });
});
