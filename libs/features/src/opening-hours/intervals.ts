// Sets of moments as sorted, disjoint, half-open intervals of epoch milliseconds.

export interface Interval {
  from: number;
  to: number;
}

export type Intervals = readonly Interval[];

/** Sorted, without empty ones, those that touch or overlap as one. */
export function normalised(intervals: Intervals): Interval[] {
  const sorted = intervals.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from);
  const merged: Interval[] = [];
  for (const { from, to } of sorted) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** What lies in both. Both must be normalised; so is the answer. */
export function intersected(left: Intervals, right: Intervals): Interval[] {
  const common: Interval[] = [];
  let l = 0;
  let r = 0;
  for (;;) {
    const a = left[l];
    const b = right[r];
    if (!a || !b) return common;
    const from = Math.max(a.from, b.from);
    const to = Math.min(a.to, b.to);
    if (from < to) common.push({ from, to });
    if (a.to <= b.to) l += 1;
    else r += 1;
  }
}

/** What lies in the first and not in the second. Both must be normalised; so is the answer. */
export function without(from: Intervals, taken: Intervals): Interval[] {
  const left: Interval[] = [];
  for (const interval of from) {
    let at = interval.from;
    for (const hole of taken) {
      if (hole.to <= at) continue;
      if (hole.from >= interval.to) break;
      if (hole.from > at) left.push({ from: at, to: hole.from });
      at = Math.max(at, hole.to);
    }
    if (at < interval.to) left.push({ from: at, to: interval.to });
  }
  return left;
}

export function lengthOf(intervals: Intervals): number {
  return intervals.reduce((sum, { from, to }) => sum + to - from, 0);
}
