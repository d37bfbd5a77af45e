import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BinReport } from '@coffee/device-protocol/materials';
import type { Dice } from './dice';
import { BINS } from './menu';

/** By material. */
export type Amounts = Record<string, number>;

const LOW_SHARE = 0.15;

/** What is in the bins of one machine; remembered between runs. */
export class Stock {
  readonly #levels = new Map<string, number>();
  readonly #file: string;

  private constructor(private readonly dir: string) {
    this.#file = path.join(dir, 'stock.json');
  }

  /** What an earlier run left, else bins as a technician may have left them. */
  static async open(dir: string, dice: Dice): Promise<Stock> {
    const stock = new Stock(dir);
    const kept = await readLevels(stock.#file);
    for (const bin of BINS) {
      const guess = Math.round(bin.capacity * dice.between(0.3, 1));
      stock.#levels.set(bin.code, kept[bin.code] ?? guess);
    }
    return stock;
  }

  has(amounts: Amounts): boolean {
    return Object.entries(amounts).every(([code, amount]) => (this.#levels.get(code) ?? 0) >= amount);
  }

  take(amounts: Amounts): void {
    for (const [code, amount] of Object.entries(amounts)) {
      this.#levels.set(code, Math.max(0, round((this.#levels.get(code) ?? 0) - amount)));
    }
  }

  get isLow(): boolean {
    return BINS.some((bin) => (this.#levels.get(bin.code) ?? 0) < bin.capacity * LOW_SHARE);
  }

  refill(): void {
    for (const bin of BINS) this.#levels.set(bin.code, bin.capacity);
  }

  report(): BinReport[] {
    return BINS.map(({ code, capacity, unit }, bin_index) => ({
      bin_index,
      material_code: code,
      remaining: this.#levels.get(code) ?? 0,
      capacity,
      unit,
    }));
  }

  async save(): Promise<void> {
    await mkdir(this.dir, { recursive: true });
    await writeFile(`${this.#file}.new`, JSON.stringify(Object.fromEntries(this.#levels)));
    await rename(`${this.#file}.new`, this.#file);
  }
}

async function readLevels(file: string): Promise<Amounts> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Amounts;
  } catch {
    // No earlier run, or a torn file: the guess is as good.
    return {};
  }
}

function round(amount: number): number {
  return Math.round(amount * 1000) / 1000;
}
