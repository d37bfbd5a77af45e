/** A delivery is tried for so long. */
export const TRIED_FOR_MS = 86_400_000;
const FIRST_SECONDS = 5;
const FACTOR = 3;
const MOST_SECONDS = 3_600;
/** Up to a fifth more or less, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * Seconds to wait after the `failures`-th failure in a row: 5, 15, 45 … and an hour from the seventh on, or as long as the
 * receiver asked for when that is longer. `random` is from 0 to 1.
 */
export function retryAfterSeconds(failures: number, asked: number | null, random: number): number {
  const seconds = Math.min(FIRST_SECONDS * FACTOR ** (Math.max(1, failures) - 1), MOST_SECONDS);
  const jittered = seconds * (1 - JITTER + 2 * JITTER * random);
  return Math.max(jittered, asked ?? 0);
}
