import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readPackage } from './recipe-package';
import type { Amounts } from './stock';

/** What the simulated machines sell. `recipe` is what one cup takes, by material, in the unit of its bin. */
export interface Drink {
  productId: string;
  name: string;
  /** Cents. */
  price: number;
  /** How often it is chosen, beside the others. */
  weight: number;
  recipe: Amounts;
}

/** What the machines come with. */
export const DRINKS: readonly Drink[] = [
  drink('201', '美式咖啡 Americano', 1200, 26, { BEAN_A: 16, WATER: 220 }),
  drink('202', '拿铁 Latte', 1600, 30, { BEAN_A: 16, MILK_POWDER: 18, WATER: 180 }),
  drink('203', '卡布奇诺 Cappuccino', 1600, 16, { BEAN_B: 16, MILK_POWDER: 15, WATER: 150 }),
  drink('204', '浓缩咖啡 Espresso', 1000, 14, { BEAN_B: 18, WATER: 40 }),
  drink('205', '摩卡 Mocha', 1850, 8, { BEAN_A: 16, MILK_POWDER: 14, SUGAR: 8, WATER: 170 }),
  drink('206', '热牛奶 Hot milk', 880, 6, { MILK_POWDER: 28, SUGAR: 4, WATER: 200 }),
];

function drink(productId: string, name: string, price: number, weight: number, recipe: Amounts): Drink {
  return { productId, name, price, weight, recipe };
}

/** The bins of a machine, in the order of their index. */
export const BINS: readonly { code: string; capacity: number; unit: string }[] = [
  { code: 'BEAN_A', capacity: 1200, unit: 'g' },
  { code: 'BEAN_B', capacity: 1000, unit: 'g' },
  { code: 'MILK_POWDER', capacity: 1000, unit: 'g' },
  { code: 'SUGAR', capacity: 500, unit: 'g' },
  { code: 'WATER', capacity: 20_000, unit: 'ml' },
];

/** How often a drink is chosen that nobody knows yet. */
const NEW_DRINK_WEIGHT = 10;
const FILE = 'recipes.json';

/** What one machine sells: what it came with, or the package that it installed last, which replaces everything. */
export class Menu {
  private constructor(
    private readonly dir: string,
    private installed: readonly Drink[],
  ) {}

  /** What machines come with, of one that has no folder to install anything. */
  static original(): Menu {
    return new Menu('', DRINKS);
  }

  static async open(dir: string): Promise<Menu> {
    try {
      return new Menu(dir, drinksOf(await readFile(path.join(dir, FILE))));
    } catch {
      // Nothing was installed so far, or the file is torn: the machine has what it came with.
      return new Menu(dir, DRINKS);
    }
  }

  get drinks(): readonly Drink[] {
    return this.installed;
  }

  find(productId: string): Drink | undefined {
    return this.installed.find((each) => each.productId === productId);
  }

  /** Replaces all drinks and answers how many there are now. Throws when the package is none that a machine understands. */
  async install(bytes: Buffer): Promise<number> {
    const drinks = drinksOf(bytes);
    await mkdir(this.dir, { recursive: true });
    const file = path.join(this.dir, FILE);
    await writeFile(`${file}.new`, bytes);
    await rename(`${file}.new`, file);
    this.installed = drinks;
    return drinks.length;
  }
}

function drinksOf(bytes: Buffer): Drink[] {
  return readPackage(bytes)
    .filter((recipe) => recipe.is_available)
    .map(({ id, name, price, materials }) => ({
      productId: String(id),
      name,
      price: Math.round(price * 100),
      weight: DRINKS.find(({ productId }) => productId === String(id))?.weight ?? NEW_DRINK_WEIGHT,
      recipe: materials,
    }));
}
