import type { Command } from '@coffee/contract/commands';
import { stepsOf } from './command-steps';

const AT = '2026-03-31T08:00:00.000Z';
const command = (parts: Partial<Command>) =>
  ({
    status: 'queued',
    issued_at: AT,
    sent_at: null,
    acknowledged_at: null,
    finished_at: null,
    ...parts,
  }) as Command;
const states = (parts: Partial<Command>) => stepsOf(command(parts)).map(({ state }) => state);

describe("a command's ladder", () => {
  it('stands on its first rung while it waits for the machine', () => {
    expect(states({})).toEqual(['now', 'ahead', 'ahead', 'ahead']);
  });

  it('never says that the machine has it before the machine said so', () => {
    expect(states({ status: 'sent', sent_at: AT })).toEqual(['done', 'now', 'ahead', 'ahead']);
  });

  it('ends in its outcome, with the rungs that no word came for left out', () => {
    const parts = { status: 'success', sent_at: AT, finished_at: AT } as const;
    expect(states(parts)).toEqual(['done', 'done', 'skipped', 'done']);
    expect(stepsOf(command(parts)).at(-1)).toMatchObject({ outcome: 'success', tone: 'ok' });
  });

  it('shows a command that nobody fetched as expired, not as sent', () => {
    const parts = { status: 'expired', finished_at: AT } as const;
    expect(states(parts)).toEqual(['done', 'skipped', 'skipped', 'done']);
  });
});
