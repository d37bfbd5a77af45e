import type { Random } from './clock';

/** How pauses between retries grow. */
export interface Backoff {
  baseMs: number;
  maxMs: number;
}

export const DEFAULT_BACKOFF: Backoff = { baseMs: 1000, maxMs: 60_000 };

/**
 * The pause before retry number `attempt` (from 1): full jitter, so that a fleet that lost its server at one moment
 * does not come back at one moment. A `Retry-After` is a lower bound, with the jitter on top.
 */
export function retryDelayMs(attempt: number, random: Random, backoff: Backoff, retryAfterMs = 0): number {
  const ceiling = Math.min(backoff.maxMs, backoff.baseMs * 2 ** Math.min(attempt - 1, 30));
  return retryAfterMs + Math.round(random() * ceiling);
}

/** `Retry-After` in milliseconds: seconds or an HTTP date; 0 when there is none. At most an hour is believed. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number {
  if (header === undefined) return 0;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : 0;
}
