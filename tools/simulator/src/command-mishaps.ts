import type { Dice } from './dice';

/** What goes wrong with one command: it fails, the machine will not, or the power goes before the result is told. */
export type CommandMishap =
  { kind: 'failure' | 'rejection'; error: string } | { kind: 'power_cut'; durationMs: number };

const FAILURES: readonly (readonly [string, number])[] = [
  ['E07: Grinder jammed', 2],
  ['E21: Boiler temperature out of range', 2],
  ['E40: Door lock does not answer', 1],
];

/** Decides which commands go wrong, and how. */
export class CommandMishaps {
  constructor(
    private readonly dice: Dice,
    /** The share of commands that go wrong. */
    private readonly share: number,
  ) {}

  next(): CommandMishap | null {
    if (!this.dice.chance(this.share)) return null;
    const kind = this.dice.pick([
      ['failure', 3],
      ['rejection', 1],
      ['power_cut', 2],
    ] as const);
    if (kind === 'power_cut') return { kind, durationMs: this.dice.between(20_000, 60_000) };
    return { kind, error: kind === 'failure' ? this.dice.pick(FAILURES) : 'Rejected: being cleaned' };
  }
}
