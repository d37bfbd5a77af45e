// A span of days as a filter: quick ones by name, so that a shared link still means "the last 7 days" tomorrow.
import { dayIn, endOfDay, startOfDay } from '../i18n/zones';

export const RANGES = ['today', 'yesterday', '7d', '30d', 'custom'] as const;
export type RangeName = (typeof RANGES)[number];

export const RANGE_FIELDS = {
  range: { kind: 'one', values: RANGES },
  from: { kind: 'day' },
  to: { kind: 'day' },
} as const;

export interface RangeValues {
  range: RangeName | null;
  from: string | null;
  to: string | null;
}

export interface Instants {
  from?: string;
  to?: string;
}

/** The moments that a span means in a zone; both bounds are inclusive, an open end is now. */
export function instantsOf({ range, from, to }: RangeValues, zone: string, now = new Date()): Instants {
  const start = (days: number) => startOfDay(zone, dayIn(zone, now, days)).toISOString();
  switch (range) {
    case 'today':
      return { from: start(0) };
    case 'yesterday':
      return { from: start(-1), to: endOfDay(zone, dayIn(zone, now, -1)).toISOString() };
    case '7d':
      return { from: start(-6) };
    case '30d':
      return { from: start(-29) };
    case 'custom':
      return {
        ...(from ? { from: startOfDay(zone, from).toISOString() } : {}),
        ...(to ? { to: endOfDay(zone, to).toISOString() } : {}),
      };
    default:
      return {};
  }
}
