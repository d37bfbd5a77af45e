// In which row each code of an import stands first. The codes themselves would be most of what a long import holds; here a
// code is 64 bits of a hash with a seed of this import's own: that two of a million codes meet is one chance in thirty million.
import { randomInt } from 'node:crypto';

const MIN_PLACES = 8_192;
/** First half of the hash, second half, row; a row of 0 is a free place. */
const WORDS = 3;
const SEEDS = 2 ** 32;
/** The share of the places that is taken before there are twice as many. */
const FULL = 0.7;

export class FirstRows {
  private readonly seeds = [randomInt(SEEDS), randomInt(SEEDS)] as const;
  private places = MIN_PLACES;
  private words = new Uint32Array(MIN_PLACES * WORDS);
  private taken = 0;

  /** The row that has the code already; undefined, and `row` kept, when it is new. Rows count from 1. */
  take(code: string, row: number): number | undefined {
    const [high, low] = this.hashOf(code);
    const at = this.placeOf(high, low);
    const first = this.words[at + 2];
    if (first !== 0) return first;
    this.put(at, high, low, row);
    this.taken += 1;
    if (this.taken > this.places * FULL) this.grow();
    return undefined;
  }

  private put(at: number, high: number, low: number, row: number): void {
    this.words[at] = high;
    this.words[at + 1] = low;
    this.words[at + 2] = row;
  }

  /** Where the hash is, or the free place where it belongs. */
  private placeOf(high: number, low: number): number {
    const { words, places } = this;
    for (let place = low % places; ; place = (place + 1) % places) {
      const at = place * WORDS;
      if (words[at + 2] === 0 || (words[at] === high && words[at + 1] === low)) return at;
    }
  }

  private grow(): void {
    const before = this.words;
    this.places *= 2;
    this.words = new Uint32Array(this.places * WORDS);
    for (let at = 0; at < before.length; at += WORDS) {
      const row = before[at + 2] ?? 0;
      const high = before[at] ?? 0;
      const low = before[at + 1] ?? 0;
      if (row !== 0) this.put(this.placeOf(high, low), high, low, row);
    }
  }

  /** Two chains of multiplications, mixed into each other at the end (as cyrb53, kept whole). */
  private hashOf(code: string): [number, number] {
    let [high, low] = this.seeds as readonly [number, number];
    for (let at = 0; at < code.length; at += 1) {
      const unit = code.charCodeAt(at);
      high = Math.imul(high ^ unit, 2_654_435_761);
      low = Math.imul(low ^ unit, 1_597_334_677);
    }
    high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
    low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
    return [high >>> 0, low >>> 0];
  }
}
