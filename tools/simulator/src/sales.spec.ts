import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Dice } from './dice';
import { BINS, Menu } from './menu';
import { Customers, type Sale } from './sales';
import { Stock } from './stock';

describe('the customers of a machine', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'stock-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const day = async (seed: number): Promise<Sale[]> => {
    const stock = await Stock.open(path.join(dir, String(seed)), new Dice(seed, 'stock'));
    const customers = new Customers('CM-0001', new Dice(seed, 'customers'), await Menu.open(dir));
    const sales: Sale[] = [];
    for (let sale = customers.next(stock); sale !== null; sale = customers.next(stock)) {
      sales.push(sale);
      stock.take(sale.needs);
    }
    return sales;
  };
  const wishes = (sales: Sale[]): unknown => sales.map(({ order }) => [order.items, order.payment_method]);

  it('want the same with the same seed', async () => {
    expect(wishes(await day(1))).toEqual(wishes(await day(1)));
    expect(wishes(await day(1))).not.toEqual(wishes(await day(2)));
  });

  it('pay the sum of what they take', async () => {
    for (const { order } of await day(3)) {
      const cents = order.items.reduce(
        (sum, item) => sum + Math.round(Number(item.unit_price) * 100) * item.qty,
        0,
      );
      expect(Math.round(Number(order.total_price) * 100)).toBe(cents);
    }
  });

  it('buy until nothing can be made any more, and never more than there is', async () => {
    const sales = await day(4);
    expect(sales.length).toBeGreaterThan(20);
    for (const { code, capacity } of BINS) {
      const used = sales.reduce((sum, sale) => sum + (sale.needs[code] ?? 0), 0);
      expect(used).toBeLessThanOrEqual(capacity);
    }
  });

  it('take what the recipe of their drink takes, the one that the machine has installed', async () => {
    const menu = await Menu.open(dir);
    await menu.install(
      Buffer.from(
        JSON.stringify({
          version: '9',
          recipes: [
            { id: 202, name: 'Latte', price: 16, is_available: true, materials: { BEAN_B: 21, WATER: 50 } },
          ],
        }),
      ),
    );
    const stock = await Stock.open(dir, new Dice(5, 'stock'));
    const sale = new Customers('CM-0001', new Dice(5, 'customers'), menu).next(stock);
    const cups = sale?.order.items.reduce((all, { qty }) => all + qty, 0) ?? 0;
    expect(sale?.needs).toEqual({ BEAN_B: 21 * cups, WATER: 50 * cups });
  });

  it('find the stock as it was left, after a restart', async () => {
    const stock = await Stock.open(dir, new Dice(1, 'stock'));
    stock.refill();
    stock.take({ WATER: 220, BEAN_A: 16.5 });
    await stock.save();
    const reopened = await Stock.open(dir, new Dice(99, 'other'));
    expect(reopened.report()).toEqual(stock.report());
    expect(reopened.isLow).toBe(false);
  });
});
