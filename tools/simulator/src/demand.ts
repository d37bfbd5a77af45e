// What a fleet sells, without a server: the same customers, menu and bins as those of the live one, at the pace of a real
// shop, hour by hour. For those who check what a server makes of it: they get every order, every level that is told, and
// what no server can know, how long each bin really lasts.
import type { BinReport } from '@coffee/device-protocol/materials';
import type { CreateOrder } from '@coffee/device-protocol/orders';
import { Dice } from './dice';
import { BINS, DRINKS, Menu } from './menu';
import type { SimulatorOptions } from './options';
import { rush } from './pace';
import { Customers, type Sale } from './sales';
import { type Amounts, Stock } from './stock';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Sales of one machine: the lively pace of the demonstration would be two thousand. */
const SALES_A_DAY = 22;
const REPORT_EVERY = 10;
/** A bin that lasts longer is not waited for. */
const MAX_WAIT_MS = 28 * DAY_MS;

type Told = { device_id: string; at: string } & (
  { kind: 'order'; order: CreateOrder; needs: Amounts } | { kind: 'report'; bins: BinReport[] }
);
/** Of each bin, by its material: hours until it was empty, from the end of the plan; null when it was not within four weeks. */
interface Lasting {
  kind: 'lasts';
  device_id: string;
  hours: Record<string, number | null>;
}
type Line =
  | { kind: 'menu'; until: string; drinks: readonly { product_id: string; recipe: Amounts }[] }
  | Told
  | Lasting;

/** Lines in the order of each machine's life, up to now. */
export async function* plan(options: SimulatorOptions, days: number, now: number): AsyncGenerator<Line> {
  const drinks = DRINKS.map(({ productId, recipe }) => ({ product_id: productId, recipe }));
  yield { kind: 'menu', until: new Date(now).toISOString(), drinks };
  for (let index = 0; index < options.devices; index += 1) {
    const deviceId = `${options.prefix}${String(index + 1).padStart(4, '0')}`;
    yield* new Shop(deviceId, options, await openStock(deviceId, options)).live(now - days * DAY_MS, now);
  }
}

const openStock = (deviceId: string, { state, seed }: SimulatorOptions) =>
  Stock.open(`${state}/${deviceId}`, new Dice(seed, `${deviceId}/stock`));

class Shop {
  readonly #dice: Dice;
  readonly #customers: Customers;
  #technicianAt = Infinity;
  #sold = 0;

  constructor(
    private readonly deviceId: string,
    { seed }: SimulatorOptions,
    private readonly stock: Stock,
  ) {
    this.#dice = new Dice(seed, `${deviceId}/plan`);
    this.#customers = new Customers(deviceId, new Dice(seed, `${deviceId}/customers`), Menu.original());
  }

  *live(from: number, until: number): Generator<Line> {
    let at = this.#nextCustomer(from);
    yield this.#report(from);
    for (; at < until; at = this.#nextCustomer(at)) {
      if (at > this.#technicianAt) {
        this.#technicianAt = Infinity;
        this.stock.refill();
        yield this.#report(at);
      }
      yield* this.#serve(at);
      if (this.stock.isLow && this.#technicianAt === Infinity)
        this.#technicianAt = at + this.#dice.between(1, 8) * HOUR_MS;
    }
    yield this.#report(until);
    yield { kind: 'lasts', device_id: this.deviceId, hours: this.#exhaust(until) };
  }

  *#serve(at: number): Generator<Line> {
    const sale = this.#customers.next(this.stock);
    if (!sale) return;
    this.#take(sale);
    const time = new Date(at).toISOString();
    this.#sold += 1;
    const order = { ...sale.order, order_id: `${this.deviceId}-${this.#sold}`, device_ts: time };
    yield { kind: 'order', device_id: this.deviceId, at: time, order, needs: sale.needs };
    if (this.#sold % REPORT_EVERY === 0) yield this.#report(at + 1);
  }

  /** Goes on selling, with a refill for whatever would stop the sales, until every bin's level of now was used. */
  #exhaust(now: number): Record<string, number | null> {
    const left = new Map(
      this.stock.report().map(({ material_code, remaining }) => [material_code, remaining]),
    );
    const hours: Record<string, number | null> = Object.fromEntries(BINS.map(({ code }) => [code, null]));
    for (
      let at = this.#nextCustomer(now);
      at < now + MAX_WAIT_MS && left.size > 0;
      at = this.#nextCustomer(at)
    ) {
      this.stock.refill();
      const sale = this.#customers.next(this.stock);
      for (const [code, amount] of Object.entries(sale?.needs ?? {})) {
        const level = left.get(code);
        if (level === undefined) continue;
        left.set(code, level - amount);
        if (level > amount) continue;
        left.delete(code);
        hours[code] = (at - now) / HOUR_MS;
      }
    }
    return hours;
  }

  #take(sale: Sale): void {
    this.stock.take(sale.needs);
    this.stock.take(sale.spilt);
  }

  #nextCustomer(at: number): number {
    return at + this.#dice.waitFor(DAY_MS / SALES_A_DAY / rush(new Date(at)));
  }

  #report(at: number): Line {
    return {
      kind: 'report',
      device_id: this.deviceId,
      at: new Date(at).toISOString(),
      bins: this.stock.report(),
    };
  }
}
