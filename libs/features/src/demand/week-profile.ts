// What is usual in an hour of the week, from the last four weeks. Hours are UTC: a week is a week in every zone. Every hour
// leans on the mean of its hour of the day as if that had been seen once more, so that one odd Monday does not decide; less
// than a day of history is nothing but its mean.

const HOUR_MS = 3_600_000;
export const WEEK_HOURS = 168;
export const HISTORY_DAYS = 28;
const DAY_HOURS = 24;
/** Of the mean of the hour of the day, beside what was seen in the hour of the week itself. */
const MEAN_WEIGHT = 1;

/** One figure over the history. */
export interface SlotHistory {
  /** The first hour in which something was. */
  since: Date;
  /** Sums of whole hours by slot: hour of the week, Monday 00:00 UTC is 0. */
  slots: readonly { slot: number; value: number }[];
  /** Of the hour that has not passed yet. */
  current: number;
}

/** Expected per hour, by slot. */
export type WeekRates = readonly number[];

export function slotOf(at: Date): number {
  return ((at.getUTCDay() + 6) % 7) * DAY_HOURS + at.getUTCHours();
}

export function weekRates({ since, slots, current }: SlotHistory, now: Date): WeekRates {
  const thisHour = Math.floor(now.getTime() / HOUR_MS);
  const oldest = thisHour - HISTORY_DAYS * DAY_HOURS;
  const first = Math.max(oldest, Math.floor(since.getTime() / HOUR_MS));
  const whole = thisHour - first;
  if (whole >= DAY_HOURS) return ratesOf(slots, hoursSeen(first, whole));
  const total = slots.reduce((sum, { value }) => sum + value, current);
  return flat(total / Math.max(1, now.getTime() / HOUR_MS - first));
}

/** What is expected between two moments, given in hours from `at`. */
export function expectedBetween(rates: WeekRates, at: Date, fromHours: number, toHours: number): number {
  let sum = 0;
  let hour = at.getTime() / HOUR_MS + fromHours;
  const end = at.getTime() / HOUR_MS + toHours;
  while (hour < end) {
    const next = Math.min(end, Math.floor(hour) + 1);
    sum += (rates[slotOf(new Date(Math.floor(hour) * HOUR_MS))] ?? 0) * (next - hour);
    hour = next;
  }
  return sum;
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

function ratesOf(slots: SlotHistory['slots'], seen: readonly number[]): number[] {
  const sums = flat(0);
  for (const { slot, value } of slots) sums[slot] = (sums[slot] ?? 0) + value;
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
