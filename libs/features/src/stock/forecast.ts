// How long a bin lasts, from what was used of it in the last four weeks, by hour of the week. Hours are UTC: a week is a
// week in every zone. Every hour leans on the mean of its hour of the day as if that had been seen once more, so that one
// odd Monday does not decide; less than a day of history is nothing but its mean, and no history is no forecast.

const HOUR_MS = 3_600_000;
export const WEEK_HOURS = 168;
export const HISTORY_DAYS = 28;
const DAY_HOURS = 24;
/** Of the mean of the hour of the day, beside what was seen in the hour of the week itself. */
const MEAN_WEIGHT = 1;

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
  amount: readonly number[];
  sales: readonly number[];
  /** What a cup takes on average; null when no cup was counted. */
  perCup: number | null;
}

export function slotOf(at: Date): number {
  return ((at.getUTCDay() + 6) % 7) * DAY_HOURS + at.getUTCHours();
}

/** Null when nothing was ever used. */
export function profileOf(history: History, now: Date): Profile | null {
  const uses = [...history.slots, history.current];
  const total = sumOf(uses, 'amount');
  if (total <= 0) return null;
  const cups = sumOf(uses, 'cups');
  const perCup = cups > 0 ? total / cups : null;
  const thisHour = Math.floor(now.getTime() / HOUR_MS);
  const oldest = thisHour - HISTORY_DAYS * DAY_HOURS;
  const first = Math.max(oldest, Math.floor(history.since.getTime() / HOUR_MS));
  const whole = thisHour - first;
  if (whole < DAY_HOURS) {
    const hours = Math.max(1, now.getTime() / HOUR_MS - first);
    return { amount: flat(total / hours), sales: flat(sumOf(uses, 'salesMinor') / hours), perCup };
  }
  const seen = hoursSeen(first, whole);
  return {
    amount: ratesOf(history.slots, 'amount', seen),
    sales: ratesOf(history.slots, 'salesMinor', seen),
    perCup,
  };
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
  let sum = 0;
  let at = now.getTime() / HOUR_MS + fromHours;
  const end = now.getTime() / HOUR_MS + toHours;
  while (at < end) {
    const next = Math.min(end, Math.floor(at) + 1);
    sum += (profile.sales[slotOf(new Date(Math.floor(at) * HOUR_MS))] ?? 0) * (next - at);
    at = next;
  }
  return sum;
}

type Figure = 'amount' | 'cups' | 'salesMinor';

function sumOf(uses: readonly Omit<SlotUse, 'slot'>[], figure: Figure): number {
  return uses.reduce((sum, use) => sum + use[figure], 0);
}

const flat = (rate: number): number[] => Array.from({ length: WEEK_HOURS }, () => rate);

/** How often each slot lay in the whole hours of the history. */
function hoursSeen(first: number, whole: number): number[] {
  const each = Math.floor(whole / WEEK_HOURS);
  const seen = flat(each);
  const start = slotOf(new Date(first * HOUR_MS));
  for (let hour = 0; hour < whole % WEEK_HOURS; hour += 1) {
    const slot = (start + hour) % WEEK_HOURS;
    seen[slot] = each + 1;
  }
  return seen;
}

function ratesOf(slots: readonly SlotUse[], figure: Figure, seen: readonly number[]): number[] {
  const sums = flat(0);
  for (const use of slots) sums[use.slot] = (sums[use.slot] ?? 0) + use[figure];
  const ofDay = Array.from({ length: DAY_HOURS }, (_, hour) => {
    const slotsOfHour = [0, 1, 2, 3, 4, 5, 6].map((day) => day * DAY_HOURS + hour);
    const add = (values: readonly number[]) =>
      slotsOfHour.reduce((sum, slot) => sum + (values[slot] ?? 0), 0);
    return add(sums) / add(seen);
  });
  return sums.map(
    (sum, slot) => (sum + MEAN_WEIGHT * (ofDay[slot % DAY_HOURS] ?? 0)) / ((seen[slot] ?? 0) + MEAN_WEIGHT),
  );
}
