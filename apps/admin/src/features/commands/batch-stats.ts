import { type BatchStats } from '@coffee/contract/command-batches';
import { COMMAND_STATES } from '@coffee/contract/commands';
import type { Tone } from '../../ui/status-mark';
import { COMMAND_TONES } from '../../ui/commands/command-badges';

/** What went well first, then what went wrong, then what is still under way. */
const ORDER = [
  'success',
  'fail',
  'unsupported',
  'expired',
  'canceled',
  'acknowledged',
  'sent',
  'queued',
  'pending',
] as const satisfies readonly (typeof COMMAND_STATES)[number][];

export function shares(stats: BatchStats): { state: (typeof ORDER)[number]; count: number; tone: Tone }[] {
  return ORDER.map((state) => ({ state, count: stats[state], tone: COMMAND_TONES[state] }));
}

export const doneOf = ({ success, fail, unsupported, expired, canceled }: BatchStats) =>
  success + fail + unsupported + expired + canceled;

export const failedOf = ({ fail, expired }: BatchStats) => fail + expired;

/** The share of good ends among those that have one; what was canceled says nothing. Null before the first. */
export function successRate(stats: BatchStats): number | null {
  const ended = doneOf(stats) - stats.canceled;
  return ended === 0 ? null : stats.success / ended;
}
