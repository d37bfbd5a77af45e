import type { Dice } from './dice';

/** Something that goes wrong with a machine, and for how long (simulated milliseconds). */
export interface Mishap {
  kind: 'fault' | 'power_cut' | 'offline';
  durationMs: number;
  /** For faults: what the machine says about it. */
  fault?: { code: string; message: string };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Mean time between two mishaps of one machine. */
const MEAN_MS = 3 * HOUR_MS;

const FAULTS: readonly (readonly [NonNullable<Mishap['fault']>, number])[] = [
  [{ code: 'E07', message: 'Grinder jammed' }, 4],
  [{ code: 'E11', message: 'Water pressure too low' }, 3],
  [{ code: 'E21', message: 'Boiler temperature out of range' }, 2],
  [{ code: 'E32', message: 'Cup dispenser empty or blocked' }, 3],
];

/** Decides what goes wrong next, and when. */
export class Mishaps {
  constructor(private readonly dice: Dice) {}

  /** Simulated milliseconds until the next one. */
  wait(): number {
    return this.dice.waitFor(MEAN_MS);
  }

  next(): Mishap {
    const kind = this.dice.pick([
      ['fault', 5],
      ['offline', 4],
      ['power_cut', 2],
    ] as const);
    if (kind !== 'fault') return { kind, durationMs: this.dice.between(1, 15) * MINUTE_MS };
    return { kind, durationMs: this.dice.between(2, 12) * MINUTE_MS, fault: this.dice.pick(FAULTS) };
  }
}
