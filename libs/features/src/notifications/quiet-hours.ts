// Quiet hours by the clock on a merchant's wall. All of it is computed from the zone's own rules, so that a night in which the
// clock is put forward or back ends when that clock says so.

export interface QuietTime {
  /** `HH:MM`; over midnight when it is later than `to`. */
  from: string;
  to: string;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** When the quiet hours that `now` lies in end; null when it lies in none. */
export function quietUntil(now: Date, { from, to }: QuietTime, zone: string): Date | null {
  const wall = wallTime(now, zone);
  const [start, end] = [minutesOf(from), minutesOf(to)];
  const isQuiet =
    start < end ? wall.minutes >= start && wall.minutes < end : wall.minutes >= start || wall.minutes < end;
  if (!isQuiet) return null;
  const day = wall.day + (start > end && wall.minutes >= start ? 1 : 0);
  const until = instantOf(day, end, zone);
  // The clock was put back over the end: it comes a second time.
  return until > now ? until : instantOf(day + 1, end, zone);
}

export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

interface WallTime {
  /** Days since 1970-01-01 by the calendar of the zone. */
  day: number;
  minutes: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

export function wallTime(at: Date, zone: string): WallTime {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>;
  const day = Date.UTC(parts.year, parts.month - 1, parts.day) / (DAY_MINUTES * MINUTE_MS);
  return { day, minutes: parts.hour * 60 + parts.minute };
}

/** The first moment at which the clock on the wall shows this time or, where it is skipped, a later one. */
function instantOf(day: number, minutes: number, zone: string): Date {
  const wanted = (day * DAY_MINUTES + minutes) * MINUTE_MS;
  const offsetAt = (ms: number): number => {
    const wall = wallTime(new Date(ms), zone);
    return (wall.day * DAY_MINUTES + wall.minutes) * MINUTE_MS - ms;
  };
  // The offsets on both sides of any change that is near enough to matter.
  const offsets = [offsetAt(wanted - DAY_MINUTES * MINUTE_MS), offsetAt(wanted + DAY_MINUTES * MINUTE_MS)];
  const fitting = offsets.map((offset) => wanted - offset).filter((ms) => ms + offsetAt(ms) === wanted);
  // Skipped: with the offset of before, the clock that was put forward shows as much later.
  const [before = 0] = offsets;
  return new Date(fitting.length > 0 ? Math.min(...fitting) : wanted - before);
}
