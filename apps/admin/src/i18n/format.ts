// The one place where numbers, money, times and durations become text.
import { displayZone, usePreferences, type Preferences } from '../ui/preferences';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Format {
  locale: string;
  zone: string;
  number: (value: number, digits?: number) => string;
  percent: (share: number, digits?: number) => string;
  money: (amount: number, currency: string) => string;
  /** Money of no named currency: a price or a cost, to the cent, so that a column of them lines up. */
  price: (amount: number) => string;
  /** Short enough for an axis: 1.2K, 3.4万. */
  compact: (value: number) => string;
  dateTime: (at: string | Date, zone?: string) => string;
  /** Date and time to the second with the zone's name. */
  full: (at: string | Date, zone?: string) => string;
  time: (at: string | Date, zone?: string) => string;
  day: (at: string | Date, zone?: string) => string;
  /** A calendar day such as `2026-03-31`, which belongs to no zone. */
  calendarDay: (day: string) => string;
  zoneName: (zone?: string, at?: Date) => string;
  relative: (at: string | Date, now: number) => string;
  duration: (seconds: number) => string;
  unit: (value: number, unit: string, digits?: number) => string;
}

/** To make one of Intl's formatters takes far longer than to use it, and lists use thousands. */
function kept<O extends object, F>(make: (locale: string, options: O) => F) {
  const known = new Map<string, F>();
  return (locale: string, options: O): F => {
    const key = `${locale}|${JSON.stringify(options)}`;
    const format = known.get(key) ?? make(locale, options);
    known.set(key, format);
    return format;
  };
}

const dateFormats = kept(
  (locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);
const numbers = kept((locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
const relatives = kept(
  (locale, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(locale, options),
);
const dates = (locale: string, timeZone: string, options: Intl.DateTimeFormatOptions) =>
  dateFormats(locale, { ...options, timeZone, hourCycle: 'h23' });

const SHORT = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
const TIME = { hour: '2-digit', minute: '2-digit' } as const;
const FULL = { year: 'numeric', ...SHORT, second: '2-digit', timeZoneName: 'short' } as const;
const DATE = { month: 'short', day: 'numeric' } as const;

function relativeText(locale: string, ms: number): string {
  const format = relatives(locale, { numeric: 'auto', style: 'short' });
  const size = Math.abs(ms);
  if (size < MINUTE) return format.format(Math.round(ms / SECOND), 'second');
  if (size < HOUR) return format.format(Math.round(ms / MINUTE), 'minute');
  if (size < DAY) return format.format(Math.round(ms / HOUR), 'hour');
  return format.format(Math.round(ms / DAY), 'day');
}

function durationText(locale: string, seconds: number): string {
  const part = (value: number, unit: string) =>
    numbers(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  const whole = Math.max(0, Math.round(seconds));
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor((whole % 86_400) / 3600),
    Math.floor((whole % 3600) / 60),
  ];
  if (days > 0) return hours > 0 ? `${part(days, 'day')} ${part(hours, 'hour')}` : part(days, 'day');
  if (hours > 0)
    return minutes > 0 ? `${part(hours, 'hour')} ${part(minutes, 'minute')}` : part(hours, 'hour');
  return minutes > 0 ? part(minutes, 'minute') : part(whole, 'second');
}

function zoneText(locale: string, zone: string, at: Date): string {
  const parts = dates(locale, zone, { timeZoneName: 'short' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

function moneyText(locale: string, amount: number, currency: string): string {
  try {
    return numbers(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    }).format(amount);
  } catch {
    return `${amount.toFixed(2)} ${currency}`;
  }
}

export function createFormat(locale: string, zone: string): Format {
  const date = (at: string | Date) => (typeof at === 'string' ? new Date(at) : at);
  return {
    locale,
    zone,
    number: (value, digits = 0) =>
      numbers(locale, { maximumFractionDigits: digits, signDisplay: 'negative' }).format(value),
    percent: (share, digits = 1) =>
      numbers(locale, { style: 'percent', maximumFractionDigits: digits }).format(share),
    money: (amount, currency) => moneyText(locale, amount, currency),
    price: (amount) => numbers(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(amount),
    compact: (value) => numbers(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value),
    dateTime: (at, z = zone) => dates(locale, z, SHORT).format(date(at)),
    full: (at, z = zone) => dates(locale, z, FULL).format(date(at)),
    time: (at, z = zone) => dates(locale, z, TIME).format(date(at)),
    day: (at, z = zone) => dates(locale, z, DATE).format(date(at)),
    calendarDay: (day) => dates(locale, 'UTC', DATE).format(new Date(`${day}T00:00:00Z`)),
    zoneName: (z = zone, at = new Date()) => zoneText(locale, z, at),
    relative: (at, now) => relativeText(locale, date(at).getTime() - now),
    duration: (seconds) => durationText(locale, seconds),
    unit: (value, unit, digits = 1) =>
      numbers(locale, { style: 'unit', unit, maximumFractionDigits: digits }).format(value),
  };
}

let latest: { preferences: Preferences; format: Format } | undefined;

/** One for all who ask with the same preferences: to ask for the system's zone is not free either. */
function formatFor(preferences: Preferences): Format {
  if (latest?.preferences !== preferences) {
    latest = { preferences, format: createFormat(preferences.language, displayZone(preferences)) };
  }
  return latest.format;
}

export function useFormat(): Format {
  return formatFor(usePreferences());
}
