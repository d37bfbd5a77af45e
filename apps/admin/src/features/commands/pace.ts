// How fast a dispatch moves, measured from what the page has seen of it itself.

/** What was finished at a moment. */
export interface Sample {
  at: number;
  done: number;
}

/** Older samples say nothing about the pace now. */
const WINDOW_MS = 60_000;
/** A pace from less time than this is a guess. */
const MIN_SPAN_MS = 3000;

/** With the new sample, without those that are too old; one sample per moment. */
export function withSample(samples: Sample[], sample: Sample): Sample[] {
  const kept = samples.filter(({ at }) => sample.at - at <= WINDOW_MS && at < sample.at);
  // Fewer than before: a retry took some back, and the count starts anew.
  const last = kept.at(-1);
  return last && last.done > sample.done ? [sample] : [...kept, sample];
}

/** Commands a minute; null until there is enough to tell. */
export function perMinute(samples: Sample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < MIN_SPAN_MS) return null;
  return ((last.done - first.done) * 60_000) / (last.at - first.at);
}

/** Seconds until the rest is finished at this pace; null when nothing moves. */
export function secondsLeft(remaining: number, rate: number | null): number | null {
  if (remaining === 0) return 0;
  return rate === null || rate <= 0 ? null : (remaining / rate) * 60;
}
