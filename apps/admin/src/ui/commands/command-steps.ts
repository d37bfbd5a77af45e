import type { Command, CommandState } from '@coffee/contract/commands';
import type { Tone } from '../status-mark';
import { COMMAND_TONES } from './command-badges';

export type StepKey = 'queued' | 'sent' | 'acknowledged' | 'result';
export interface Step {
  key: StepKey;
  state: 'done' | 'now' | 'ahead' | 'skipped';
  tone: Tone;
  at: string | null;
  /** What the last step turned out to be. */
  outcome: CommandState | null;
}

const isOver = ({ status }: Command) =>
  status === 'success' ||
  status === 'fail' ||
  status === 'unsupported' ||
  status === 'expired' ||
  status === 'canceled';

/** Which rung a command stands on: 0 waits, 1 is with the machine, 2 is confirmed by it, 3 is over. */
function rungOf(command: Command): number {
  if (isOver(command)) return 3;
  if (command.status === 'acknowledged') return 2;
  return command.status === 'sent' ? 1 : 0;
}

/**
 * A command's way in time. A rung that was passed without a word of the machine is skipped, not done: a result may
 * come without a receipt, and a command may expire without ever having been fetched.
 */
export function stepsOf(command: Command): Step[] {
  const rung = rungOf(command);
  const times: [StepKey, string | null][] = [
    ['queued', command.issued_at],
    ['sent', command.sent_at],
    ['acknowledged', command.acknowledged_at],
    ['result', command.finished_at],
  ];
  return times.map(([key, at], index) => {
    const outcome = key === 'result' && rung === 3 ? command.status : null;
    if (outcome) return { key, state: 'done', tone: COMMAND_TONES[outcome], at, outcome };
    if (index === rung) return { key, state: 'now', tone: 'busy', at, outcome };
    if (index > rung) return { key, state: 'ahead', tone: 'neutral', at: null, outcome };
    return at === null
      ? { key, state: 'skipped', tone: 'neutral', at, outcome }
      : { key, state: 'done', tone: 'ok', at, outcome };
  });
}
