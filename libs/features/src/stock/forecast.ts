// How long a bin lasts, from what was used of it in the last four weeks, by hour of the week. No history is no forecast.
import { expectedBetween, slotOf, WEEK_HOURS, weekRates, type WeekRates } from '../demand';

const HOUR_MS = 3_600_000;

/** Sums of one slot (hour of the week, Monday 00:00 UTC is 0) over the history. */
export interface SlotUse {
  slot: number;
  amount: number;
  cups: number;
  salesMinor: number;
}

export interface History {
  /** The first hour in which something was used. */
  since: Date;
  /** Of whole hours. */
  slots: readonly SlotUse[];
  /** Of the hour that has not passed yet. */
  current: Omit<SlotUse, 'slot'>;
}

/** Expected per hour, by slot. */
export interface Profile {
  amount: WeekRates;
  sales: WeekRates;
  /** What a cup takes on average; null when no cup was counted. */
  perCup: number | null;
}

/** Null when nothing was ever used. */
export function profileOf(history: History, now: Date): Profile | null {
  const uses = [...history.slots, history.current];
  const total = sumOf(uses, 'amount');
  if (total <= 0) return null;
  const cups = sumOf(uses, 'cups');
  const rates = (figure: Figure) =>
    weekRates(
      {
        since: history.since,
        slots: history.slots.map((use) => ({ slot: use.slot, value: use[figure] })),
        current: history.current[figure],
      },
      now,
    );
  return { amount: rates('amount'), sales: rates('salesMinor'), perCup: cups > 0 ? total / cups : null };
}

/** Hours until the level is used up; null when nothing is used. */
export function hoursLeft(profile: Profile, level: number, now: Date): number | null {
  if (level <= 0) return 0;
  const weekly = profile.amount.reduce((sum, rate) => sum + rate, 0);
  if (weekly <= 0) return null;
  const weeks = Math.floor(level / weekly);
  let left = level - weeks * weekly;
  let hours = weeks * WEEK_HOURS;
  let slot = slotOf(now);
  // Rest of the running hour, whole hours, and the beginning of the running hour a week on.
  let share = 1 - (now.getTime() % HOUR_MS) / HOUR_MS;
  for (let step = 0; step <= WEEK_HOURS; step += 1) {
    const rate = profile.amount[slot] ?? 0;
    if (rate * share >= left) return hours + (rate > 0 ? left / rate : 0);
    left -= rate * share;
    hours += share;
    share = 1;
    slot = (slot + 1) % WEEK_HOURS;
  }
  return hours;
}

/** Sales, in minor units, that are expected between two moments from now, in hours. */
export function salesBetween(profile: Profile, now: Date, fromHours: number, toHours: number): number {
  return expectedBetween(profile.sales, now, fromHours, toHours);
}

type Figure = 'amount' | 'cups' | 'salesMinor';

function sumOf(uses: readonly Omit<SlotUse, 'slot'>[], figure: Figure): number {
  return uses.reduce((sum, use) => sum + use[figure], 0);
}
