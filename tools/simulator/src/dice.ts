/** Seeded chance: the same seed and name give the same rolls, on any machine, whatever the other dice do. */
export class Dice {
  #state: number;

  constructor(seed: number, name: string) {
    // FNV-1a of the name, so that every machine and purpose has a sequence of its own.
    let hash = 0x811c9dc5 ^ seed;
    for (let index = 0; index < name.length; index += 1) {
      hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
    }
    this.#state = hash >>> 0;
  }

  /** A number in [0, 1) (mulberry32). */
  readonly roll = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  between(low: number, high: number): number {
    return low + this.roll() * (high - low);
  }

  chance(probability: number): boolean {
    return this.roll() < probability;
  }

  /** The time until something that happens once in `mean` on average. */
  waitFor(mean: number): number {
    return -Math.log(1 - this.roll()) * mean;
  }

  /** One of the choices, by weight. */
  pick<Choice>(choices: readonly (readonly [Choice, number])[]): Choice {
    let left = this.roll() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    const last = choices.at(-1);
    if (!last) throw new Error('nothing to pick from');
    return last[0];
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += Math.floor(this.roll() * 16).toString(16);
    return text;
  }
}
