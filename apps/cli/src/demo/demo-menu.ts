// What the demo's machines sold and when. Products, prices and bins are those of tools/simulator, whose fleet goes on
// with the same machines.

interface Chance {
  weight: number;
}

/** Adds to each choice the stretch of 0..1 that stands for it, in proportion to its weight. */
function withStretches<T extends Chance>(choices: readonly T[]): (T & { low: number; high: number })[] {
  const all = choices.reduce((sum, choice) => sum + choice.weight, 0);
  let before = 0;
  return choices.map((choice) => {
    const low = before / all;
    before += choice.weight;
    return { ...choice, low, high: before / all };
  });
}

export const DEMO_DRINKS = withStretches([
  { product_id: '201', name: '美式咖啡 Americano', price: 1200, weight: 26 },
  { product_id: '202', name: '拿铁 Latte', price: 1600, weight: 30 },
  { product_id: '203', name: '卡布奇诺 Cappuccino', price: 1600, weight: 16 },
  { product_id: '204', name: '浓缩咖啡 Espresso', price: 1000, weight: 14 },
  { product_id: '205', name: '摩卡 Mocha', price: 1850, weight: 8 },
  { product_id: '206', name: '热牛奶 Hot milk', price: 880, weight: 6 },
]);

export const DEMO_METHODS = withStretches([
  { method: 'wechat', weight: 46 },
  { method: 'alipay', weight: 34 },
  { method: 'card', weight: 14 },
  { method: 'corp', weight: 6 },
]);

/** By the machine's local time: the rush before work, lunch, a slow evening, and the night shift. */
export const DEMO_HOURS = withStretches([
  ...[22, 23, 0, 1, 2, 3, 4, 5].map((hour) => ({ hour, weight: 0.6 })),
  { hour: 6, weight: 2 },
  { hour: 7, weight: 7 },
  { hour: 8, weight: 13 },
  { hour: 9, weight: 11 },
  { hour: 10, weight: 7 },
  { hour: 11, weight: 5 },
  { hour: 12, weight: 8 },
  { hour: 13, weight: 10 },
  { hour: 14, weight: 8 },
  { hour: 15, weight: 7 },
  { hour: 16, weight: 6 },
  { hour: 17, weight: 5 },
  { hour: 18, weight: 4 },
  { hour: 19, weight: 3 },
  { hour: 20, weight: 2 },
  { hour: 21, weight: 1 },
]);

export const DEMO_BINS = [
  { bin_index: 0, code: 'BEAN_A', capacity: 1200, unit: 'g' },
  { bin_index: 1, code: 'BEAN_B', capacity: 1000, unit: 'g' },
  { bin_index: 2, code: 'MILK_POWDER', capacity: 1000, unit: 'g' },
  { bin_index: 3, code: 'SUGAR', capacity: 500, unit: 'g' },
  { bin_index: 4, code: 'WATER', capacity: 20_000, unit: 'ml' },
];
