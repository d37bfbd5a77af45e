// What a machine's opening time was: open and in touch and able to sell, or lost, and to what. Whatever was in a time in
// which nobody could hear machines is unknown, not lost. A machine that lacks milk sells black coffee: the share of its menu
// that it cannot make is lost, the rest is not. The parts always add up to the whole.
import { intersected, type Interval, type Intervals, lengthOf, without } from '../opening-hours';

export const LOST_REASONS = ['offline', 'fault', 'maintenance', 'short', 'blocked'] as const;
export type LostReason = (typeof LOST_REASONS)[number];

/** Milliseconds. `open` is the sum of all others. */
export interface SellableTime extends Record<LostReason, number> {
  open: number;
  sellable: number;
  unknown: number;
  /** In which a bin held less than a cup needs, in touch or not; no part of the sum. Null: nothing was known of its bins. */
  stockout: number | null;
}

/** A status and when it began, epoch milliseconds. */
export interface StatusAt {
  at: number;
  status: string;
}

/** What of a menu could not be sold from then on; `products` 0: no menu is known, and nothing is said against it. */
export interface OfferAt {
  at: number;
  products: number;
  short: number;
  blocked: number;
}

export interface DayFacts {
  /** Opening within what is measured. Normalised. */
  opening: Intervals;
  /** Times without ears. Normalised. */
  deaf: Intervals;
  /** In order of time; the first may lie before the day. */
  statuses: readonly StatusAt[];
  offers: readonly OfferAt[];
  /** The end of what is measured. */
  until: number;
}

/** A stretch in which a share (0 to 1) of what could have been sold was not. */
export interface LostStretch extends Interval {
  share: number;
}

const BEFORE_SERVICE = 'registered';
const DOWN: Record<string, LostReason> = {
  offline: 'offline',
  fault: 'fault',
  maintenance: 'maintenance',
};

export function measure(facts: DayFacts): { time: SellableTime; lost: LostStretch[] } {
  const time: SellableTime = {
    open: 0,
    sellable: 0,
    offline: 0,
    fault: 0,
    maintenance: 0,
    short: 0,
    blocked: 0,
    unknown: 0,
    stockout: null,
  };
  const lost: LostStretch[] = [];
  const service: Interval[] = [];
  for (const { status, ...stretch } of stretchesOf(facts.statuses, facts.until)) {
    // Until its first word a machine is in no service that could be lost.
    if (status === BEFORE_SERVICE) continue;
    const open = intersected(facts.opening, [stretch]);
    const heard = without(open, facts.deaf);
    service.push(...heard);
    time.open += lengthOf(open);
    time.unknown += lengthOf(open) - lengthOf(heard);
    const reason = DOWN[status];
    if (reason) {
      time[reason] += lengthOf(heard);
      lost.push(...heard.map((each) => ({ ...each, share: 1 })));
    } else addOnline(heard, facts, time, lost);
  }
  time.stockout = stockoutOf(facts, service);
  // Parts of a menu are fractions of a time: they are cut to whole milliseconds, and what remains was sellable.
  time.short = Math.floor(time.short);
  time.blocked = Math.floor(time.blocked);
  time.sellable =
    time.open - time.unknown - time.offline - time.fault - time.maintenance - time.short - time.blocked;
  return { time, lost };
}

function addOnline(heard: Intervals, facts: DayFacts, time: SellableTime, lost: LostStretch[]): void {
  for (const { products, short, blocked, ...stretch } of stretchesOf(facts.offers, facts.until)) {
    if (products <= 0 || short + blocked <= 0) continue;
    for (const each of intersected(heard, [stretch])) {
      const length = each.to - each.from;
      time.short += (length * short) / products;
      time.blocked += (length * blocked) / products;
      lost.push({ ...each, share: (short + blocked) / products });
    }
  }
}

/** Of the times in service in which its menu was known. */
function stockoutOf({ offers, until }: DayFacts, service: Intervals): number | null {
  let known = 0;
  let short = 0;
  for (const offer of stretchesOf(offers, until)) {
    if (offer.products <= 0) continue;
    const length = lengthOf(intersected(service, [offer]));
    known += length;
    if (offer.short > 0) short += length;
  }
  return known > 0 ? short : null;
}

/** Each one up to the next. */
function stretchesOf<T extends { at: number }>(
  changes: readonly T[],
  until: number,
): (Omit<T, 'at'> & Interval)[] {
  return changes.map(({ at, ...rest }, index) => ({
    ...rest,
    from: at,
    to: Math.max(at, changes[index + 1]?.at ?? until),
  }));
}

/** The share of known opening time in which it could sell, 0 to 1; null when there was none. */
export function sellableRate({ open, unknown, sellable }: SellableTime): number | null {
  const known = open - unknown;
  return known > 0 ? sellable / known : null;
}
