/** What the simulated machines sell. `recipe` is what one cup takes, by material, in the unit of its bin. */
export interface Drink {
  productId: string;
  name: string;
  /** Cents. */
  price: number;
  /** How often it is chosen, beside the others. */
  weight: number;
  recipe: Partial<Record<MaterialCode, number>>;
}

export type MaterialCode = 'BEAN_A' | 'BEAN_B' | 'MILK_POWDER' | 'SUGAR' | 'WATER';

export const DRINKS: readonly Drink[] = [
  drink('201', '美式咖啡 Americano', 1200, 26, { BEAN_A: 16, WATER: 220 }),
  drink('202', '拿铁 Latte', 1600, 30, { BEAN_A: 16, MILK_POWDER: 18, WATER: 180 }),
  drink('203', '卡布奇诺 Cappuccino', 1600, 16, { BEAN_B: 16, MILK_POWDER: 15, WATER: 150 }),
  drink('204', '浓缩咖啡 Espresso', 1000, 14, { BEAN_B: 18, WATER: 40 }),
  drink('205', '摩卡 Mocha', 1850, 8, { BEAN_A: 16, MILK_POWDER: 14, SUGAR: 8, WATER: 170 }),
  drink('206', '热牛奶 Hot milk', 880, 6, { MILK_POWDER: 28, SUGAR: 4, WATER: 200 }),
];

function drink(
  productId: string,
  name: string,
  price: number,
  weight: number,
  recipe: Drink['recipe'],
): Drink {
  return { productId, name, price, weight, recipe };
}

/** The bins of a machine, in the order of their index. */
export const BINS: readonly { code: MaterialCode; capacity: number; unit: string }[] = [
  { code: 'BEAN_A', capacity: 1200, unit: 'g' },
  { code: 'BEAN_B', capacity: 1000, unit: 'g' },
  { code: 'MILK_POWDER', capacity: 1000, unit: 'g' },
  { code: 'SUGAR', capacity: 500, unit: 'g' },
  { code: 'WATER', capacity: 20_000, unit: 'ml' },
];

/** Grams of sugar for the customer's wish. */
export const SUGAR_WISHES = { none: 0, less: 4, normal: 8 } as const;
