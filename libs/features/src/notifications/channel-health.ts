// When a channel is switched off because nobody takes what it tells. Standard Webhooks asks for that after days of failing,
// and at once where a receiver says that it is gone for good.
import type { SwitchOffReason } from '@coffee/contract/notification-channels';
import type { SendOutcome } from '@coffee/platform/webhooks';

const DAY_MS = 86_400_000;
const GONE = 410;

/** Both: so many attempts in a row that failed, over so long a time. */
export const MOST_FAILURES = 20;
export const FAILING_DAYS = 5;
/** Failures that lie further apart say nothing of the time between them. */
export const FORGOTTEN_DAYS = 7;

/** Faults of our own: the receiver has not been asked. */
const OURS: readonly (string | null)[] = ['NOT_CONFIGURED', 'SECRET_UNREADABLE', 'INTERNAL'];

/** What is kept of a channel's failures since its last success. */
export interface ChannelHealth {
  failures: number;
  failingSince: Date | null;
  lastFailedAt: Date | null;
}

export const HEALTHY: ChannelHealth = { failures: 0, failingSince: null, lastFailedAt: null };

export interface HealthVerdict {
  health: ChannelHealth;
  /** Null: it stays on. */
  switchOff: SwitchOffReason | null;
}

/** A test that fails was asked for by a person, who sees it: it counts only when the receiver says that it is gone. */
export function judgeAttempt(
  before: ChannelHealth,
  outcome: SendOutcome,
  now: Date,
  isTest: boolean,
): HealthVerdict {
  if (outcome.ok) return { health: HEALTHY, switchOff: null };
  const isGone = outcome.statusCode === GONE && outcome.isFinal;
  if (!isGone && (isTest || OURS.includes(outcome.code))) return { health: before, switchOff: null };
  const health = afterFailure(before, now);
  return { health, switchOff: isGone ? 'gone' : hasFailedForLong(health, now) ? 'failing' : null };
}

function afterFailure({ failures, failingSince, lastFailedAt }: ChannelHealth, now: Date): ChannelHealth {
  const isOneRow =
    failingSince !== null &&
    lastFailedAt !== null &&
    now.getTime() - lastFailedAt.getTime() < FORGOTTEN_DAYS * DAY_MS;
  return isOneRow
    ? { failures: failures + 1, failingSince, lastFailedAt: now }
    : { failures: 1, failingSince: now, lastFailedAt: now };
}

function hasFailedForLong({ failures, failingSince }: ChannelHealth, now: Date): boolean {
  return (
    failures >= MOST_FAILURES &&
    failingSince !== null &&
    now.getTime() - failingSince.getTime() >= FAILING_DAYS * DAY_MS
  );
}
