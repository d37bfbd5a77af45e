import type { CommandState } from '@coffee/contract/commands';
import type { CommandType } from '@coffee/contract/command-payloads';
import { COMMAND_STATES, FINAL_COMMAND_STATES } from '@coffee/contract/commands';

/**
 * From where a command may come into a state: the one table of moves. Every statement that moves a command names the
 * states it moves from out of this table, so that two that race cannot both win. A machine's result is a fact: it is
 * taken in any state as long as it is the first one, also when the server had given up.
 */
const ARRIVES_FROM: Record<CommandState, readonly CommandState[]> = {
  pending: [],
  queued: ['pending', 'sent', 'acknowledged'],
  sent: ['queued'],
  acknowledged: ['sent'],
  success: ['pending', 'queued', 'sent', 'acknowledged', 'fail', 'expired', 'canceled'],
  fail: ['pending', 'queued', 'sent', 'acknowledged', 'expired', 'canceled'],
  unsupported: ['pending', 'queued', 'sent', 'acknowledged', 'fail', 'expired', 'canceled'],
  expired: ['pending', 'queued', 'sent', 'acknowledged'],
  canceled: ['pending', 'queued', 'sent', 'acknowledged'],
};

export function statesBefore(next: CommandState): readonly CommandState[] {
  return ARRIVES_FROM[next];
}

export function mayMove(from: CommandState, to: CommandState): boolean {
  return ARRIVES_FROM[to].includes(from);
}

export const OPEN_STATES = COMMAND_STATES.filter(
  (state) => !(FINAL_COMMAND_STATES as readonly CommandState[]).includes(state),
);

/** One of these at a time on a machine, in order, and never while a paid cup is in the making. */
export const EXCLUSIVE_COMMANDS: readonly CommandType[] = ['make_product', 'upgrade', 'restart'];

/** How long a handed out command may stay without a result. Machines report up to a minute after they finish. */
export const LEASE_SECONDS = 300;
export const UPGRADE_LEASE_SECONDS = 1_800;
