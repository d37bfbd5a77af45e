import type { CreateOrder, OrderLine } from '@coffee/device-protocol/orders';
import type { Dice } from './dice';
import type { Menu, Drink } from './menu';
import type { Amounts, Stock } from './stock';

/** What a customer wants, and what it takes. */
export interface Sale {
  order: Omit<CreateOrder, 'device_ts'>;
  /** By the recipe that the machine has, amount for amount. */
  needs: Amounts;
  /** What goes beside the cup now and then: the server learns of it by the next report alone. */
  spilt: Amounts;
  /** Simulated milliseconds until the cups are full. */
  brewMs: number;
  /** Why it will go wrong, when it will. */
  failure: string | null;
}

const METHODS = [
  ['wechat', 46],
  ['alipay', 34],
  ['card', 14],
  ['corp', 6],
] as const;
const SIZES = [
  ['medium', 6],
  ['large', 3],
  ['small', 2],
] as const;
const SUGARS = [
  ['none', 6],
  ['less', 2],
  ['normal', 2],
] as const;

/** Makes up customers. */
export class Customers {
  constructor(
    private readonly deviceId: string,
    private readonly dice: Dice,
    private readonly menu: Menu,
  ) {}

  /** The next customer's order, of what the stock allows; null when the machine has nothing to sell. */
  next(stock: Stock): Sale | null {
    const offered = this.menu.drinks.filter((drink) => stock.has(needsOf(drink, 1)));
    if (offered.length === 0) return null;
    const method = this.dice.pick(METHODS);
    const drinks = this.dice.chance(0.12)
      ? [this.#choose(offered), this.#choose(offered)]
      : [this.#choose(offered)];
    const cups = new Map(drinks.map((drink) => [drink, this.dice.chance(0.1) ? 2 : 1]));
    const lines = [...cups].map(([drink, qty]) => this.#line(drink, qty));
    const [first] = drinks;
    // What is left may not be enough for all of it: one cup is, of whatever is offered.
    const sale = this.#sale(lines, method);
    return first === undefined || stock.has(sale.needs) ? sale : this.#sale([this.#line(first, 1)], method);
  }

  /** A cup that a command asked for. */
  remote(drink: Drink, options: Record<string, unknown>): Sale {
    const line: Line = { drink, qty: 1, options };
    return { ...this.#sale([line], 'remote'), failure: null, spilt: {} };
  }

  #choose(offered: readonly Drink[]): Drink {
    return this.dice.pick(offered.map((drink) => [drink, drink.weight] as const));
  }

  #line(drink: Drink, qty: number): Line {
    return { drink, qty, options: { size: this.dice.pick(SIZES), sugar: this.dice.pick(SUGARS) } };
  }

  #sale(lines: Line[], method: string): Sale {
    const cups = lines.reduce((sum, line) => sum + line.qty, 0);
    const cents = lines.reduce((sum, line) => sum + line.drink.price * line.qty, 0);
    const orderId = `${this.deviceId}-${Math.floor(Date.now() / 1000)}-${this.dice.hex(6)}`;
    return {
      order: {
        order_id: orderId,
        items: lines.map(toOrderLine),
        total_price: cents / 100,
        currency: 'CNY',
        payment_method: method,
        payment_status: 'paid',
        payment_txn_id: `${method}_${orderId}`,
        is_test: false,
      },
      needs: sum(lines.map((line) => needsOf(line.drink, line.qty))),
      spilt: this.#spill(lines),
      brewMs: cups * this.dice.between(12_000, 22_000),
      failure: this.dice.chance(0.012) ? 'Brewing unit did not reach its pressure' : null,
    };
  }

  /** One cup in two hundred loses a few grams of something. */
  #spill(lines: readonly Line[]): Amounts {
    const [line] = lines;
    if (!line || !this.dice.chance(0.005)) return {};
    const codes = Object.keys(line.drink.recipe).map((code) => [code, 1] as const);
    return codes.length === 0 ? {} : { [this.dice.pick(codes)]: Math.round(this.dice.between(2, 12)) };
  }
}

interface Line {
  drink: Drink;
  qty: number;
  options: Record<string, unknown>;
}

function toOrderLine({ drink, qty, options }: Line): OrderLine {
  return { product_id: drink.productId, name: drink.name, qty, unit_price: drink.price / 100, options };
}

function needsOf(drink: Drink, qty: number): Amounts {
  return Object.fromEntries(Object.entries(drink.recipe).map(([code, amount]) => [code, amount * qty]));
}

function sum(all: Amounts[]): Amounts {
  const total: Amounts = {};
  for (const amounts of all) {
    for (const [code, amount] of Object.entries(amounts)) {
      total[code] = (total[code] ?? 0) + amount;
    }
  }
  return total;
}
