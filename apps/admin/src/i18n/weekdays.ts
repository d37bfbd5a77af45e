/** A Monday; weekdays are named by the days that follow. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** The name of a weekday, 1 for Monday, in the reader's language. */
export function weekdayName(locale: string, day: number, style: 'long' | 'short' = 'long'): string {
  return new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(
    MONDAY + (day - 1) * DAY_MS,
  );
}
