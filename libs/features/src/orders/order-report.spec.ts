import type { CreateOrder } from '@coffee/device-protocol/orders';
import { toOrderRow } from './order-report';

const NOW = new Date('2026-03-10T12:00:00Z');
const order = (changes: Partial<CreateOrder> = {}): CreateOrder => ({
  order_id: 'A-1',
  device_ts: '2026-03-10T11:59:00Z',
  items: [
    { product_id: 'latte', name: 'Latte', qty: 1, unit_price: 10.1, options: { milk: 'oat', size: 'L' } },
  ],
  total_price: 10.1,
  payment_method: 'wechat',
  payment_status: 'paid',
  ...changes,
});
const print = (changes: Partial<CreateOrder>) => toOrderRow('CM-1', order(changes), NOW).fingerprint;
const flags = (changes: Partial<CreateOrder>) => toOrderRow('CM-1', order(changes), NOW).flags;

describe('toOrderRow', () => {
  it('gives the same fingerprint whatever the order of option keys, the spelling of amounts and the time', () => {
    expect(
      print({
        device_ts: '2026-03-09T11:59:00Z',
        total_price: '10.10',
        items: [
          {
            product_id: 'latte',
            name: 'Big',
            qty: 1,
            unit_price: '10.1',
            options: { size: 'L', milk: 'oat' },
          },
        ],
      }),
    ).toBe(print({}));
  });

  it.each<[string, Partial<CreateOrder>]>([
    ['the total', { total_price: 10.2 }],
    ['the currency', { currency: 'EUR' }],
    ['a quantity', { items: [{ ...(order().items[0] as CreateOrder['items'][0]), qty: 2 }] }],
    [
      'an option',
      { items: [{ ...(order().items[0] as CreateOrder['items'][0]), options: { milk: 'cow' } }] },
    ],
  ])('gives another fingerprint when %s differs', (_what, changes) => {
    expect(print(changes)).not.toBe(print({}));
  });

  it('believes a clock up to a day ahead and 400 days behind', () => {
    expect(flags({ device_ts: '2026-03-11T12:00:00Z' })).toEqual([]);
    expect(flags({ device_ts: '2026-03-11T12:00:00.001Z' })).toEqual(['clock_skew']);
    expect(flags({ device_ts: '2025-02-03T12:00:00Z' })).toEqual([]);
    expect(flags({ device_ts: '2025-02-03T11:59:59Z' })).toEqual(['clock_skew']);
  });

  it('sums in integers', () => {
    const items = Array.from({ length: 3 }, () => ({ product_id: 'x', name: 'X', qty: 1, unit_price: 0.1 }));
    expect(flags({ items, total_price: 0.3 })).toEqual([]);
    expect(flags({ items, total_price: 0.31 })).toEqual(['total_mismatch']);
  });

  it('knows the words of both dialects', () => {
    for (const payment_method of ['wechat', 'alipay', 'card', 'corp', 'remote', 'test']) {
      expect(flags({ payment_method })).toEqual([]);
    }
    expect(flags({ payment_status: 'canceled' })).toEqual([]);
    expect(toOrderRow('CM-1', order({ payment_status: null }), NOW)).toMatchObject({
      payment_status: 'unpaid',
      sold: false,
    });
  });

  it('keeps the summary at 200 characters without cutting one in half', () => {
    const items = [{ product_id: 'x', name: '☕️😀'.repeat(60), qty: 2, unit_price: 1 }];
    const summary = toOrderRow('CM-1', order({ items, total_price: 2 }), NOW).items_summary;
    expect(summary.length).toBeLessThanOrEqual(200);
    expect(summary).not.toMatch(/\p{Surrogate}/u);
    expect(toOrderRow('CM-1', order(), NOW).items_summary).toBe('Latte');
  });
});
