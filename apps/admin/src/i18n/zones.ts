// Days of a time zone as moments, by Intl alone.

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsIn(zone: string, at: Date): Parts {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const found = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return found as unknown as Parts;
}

function offsetMs(zone: string, at: Date): number {
  const p = partsIn(zone, at);
  return (
    Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(at.getTime() / 1000) * 1000
  );
}

/** The day of `at` in `zone`, as `2026-03-31`, moved by `days`. */
export function dayIn(zone: string, at: Date = new Date(), days = 0): string {
  const { year, month, day } = partsIn(zone, at);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

/** The first moment of a day in `zone`. Asked twice, because the offset may change between midnight UTC and there. */
export function startOfDay(zone: string, day: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const guess = new Date(utc - offsetMs(zone, new Date(utc)));
  return new Date(utc - offsetMs(zone, guess));
}

/** The last moment that belongs to a day in `zone`: bounds of the API are inclusive. */
export function endOfDay(zone: string, day: string): Date {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return new Date(startOfDay(zone, next).getTime() - 1);
}
