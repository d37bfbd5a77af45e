import type { CreateOrder } from '@coffee/device-protocol/orders';
import type { LivePublisher } from '@coffee/platform/live';
import type { Doorbell } from '@coffee/platform/doorbell';
import { ProcessMetrics } from '@coffee/platform/metrics';
import type { JobQueue } from '@coffee/platform/queue';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { OrderIngest } from './orders.ingest';

const NOW = new Date('2026-03-10T16:30:00.000Z');

const order = (changes: Partial<CreateOrder> = {}): CreateOrder => ({
  order_id: 'A-1',
  device_ts: '2026-03-10T16:29:00Z',
  items: [{ product_id: 'latte', name: 'Latte', qty: 2, unit_price: 12.5, options: { size: 'L' } }],
  total_price: '25.00',
  payment_method: 'wechat',
  payment_status: 'paid',
  ...changes,
});

interface Told {
  event: string;
  merchantId: number | null;
  data: Record<string, unknown>;
}

const queue = { ring: () => Promise.resolve(true) } as unknown as JobQueue;
const doorbell = { ring: () => undefined } as unknown as Doorbell;

describe('OrderIngest', () => {
  let database: TestDatabase;
  let told: Told[];
  let first: OrderIngest;
  /** As another API process has it. */
  let second: OrderIngest;
  let merchant: number;

  const sql = <Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> =>
    database.dataSource.query<Row[]>(text, values);

  beforeAll(async () => {
    database = await createTestDatabase();
    const live = {
      publish: (event: string, scope: { merchantId: number | null }, data: Record<string, unknown>) =>
        told.push({ event, merchantId: scope.merchantId, data }),
    } as unknown as LivePublisher;
    first = new OrderIngest(database.dataSource, live, new ProcessMetrics(), doorbell, queue);
    second = new OrderIngest(database.dataSource, live, new ProcessMetrics(), doorbell, queue);
  });
  afterAll(() => database.drop());

  beforeEach(async () => {
    told = [];
    await sql(
      'truncate merchants, devices, orders, merchant_days, device_days, product_days restart identity cascade',
    );
    const settings = { timeZone: 'Asia/Shanghai', currency: 'CNY' };
    const [row] = await sql<{ id: number }>(
      `insert into merchants (name, settings) values ('Shop', $1) returning id`,
      [JSON.stringify(settings)],
    );
    merchant = row?.id ?? 0;
    await sql(
      `insert into devices (device_id, merchant_id, lifecycle, address) values
         ('CM-1', $1, 'active', 'Hall 1'), ('CM-2', $1, 'active', null), ('CM-3', $1, 'suspended', null), ('CM-4', null, 'active', null)`,
      [merchant],
    );
  });

  it('stores an order with its lines, counts it and tells the browsers', async () => {
    const receipt = await first.report('CM-1', order(), NOW);

    expect(receipt).toEqual({ orderId: 'A-1', outcome: 'created' });
    const [stored] = await sql('select * from orders');
    expect(stored).toMatchObject({
      order_id: 'A-1',
      merchant_id: merchant,
      total_minor: 2500,
      currency: 'CNY',
      fulfilment_status: 'pending',
      items_summary: 'Latte x 2',
      address: 'Hall 1',
      flags: [],
      created_at: NOW,
    });
    expect(await sql('select line, product_id, qty, unit_price_minor, options from order_items')).toEqual([
      { line: 1, product_id: 'latte', qty: 2, unit_price_minor: 1250, options: { size: 'L' } },
    ]);
    // 16:29 UTC is the next day in Shanghai.
    expect(await sql('select merchant_id, day::text, orders, sales_minor from merchant_days')).toEqual([
      { merchant_id: merchant, day: '2026-03-11', orders: 1, sales_minor: 2500 },
    ]);
    expect(await sql('select product_id, qty, sales_minor from product_days')).toEqual([
      { product_id: 'latte', qty: 2, sales_minor: 2500 },
    ]);
    expect(told).toEqual([
      {
        event: 'order.created',
        merchantId: merchant,
        data: expect.objectContaining({ order_id: 'A-1', device_id: 'CM-1', total_price: 25 }) as unknown,
      },
    ]);
  });

  it('stores the same order once when two processes and many retries race', async () => {
    const ids = ['R-1', 'R-2', 'R-3', 'R-4', 'R-5'];
    const calls = Array.from({ length: 60 }, (_, index) => {
      const ingest = index % 2 === 0 ? first : second;
      return ingest.report('CM-1', order({ order_id: ids[index % 5] as string }), NOW);
    });
    const outcomes = (await Promise.all(calls)).map((receipt) => receipt.outcome);

    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(5);
    expect(await sql('select count(*) as n, sum(total_minor)::bigint as total from orders')).toEqual([
      { n: 5, total: 12_500 },
    ]);
    expect(await sql('select orders, sales_minor from merchant_days')).toEqual([
      { orders: 5, sales_minor: 12_500 },
    ]);
    expect(told).toHaveLength(5);
  });

  it('never lets two processes wait for each other', async () => {
    const batch = (ingest: OrderIngest, name: string, devices: string[]) =>
      Array.from({ length: 150 }, (_, index) =>
        ingest.report(
          devices[index % devices.length] as string,
          order({
            order_id: `${name}-${index}`,
            items: [
              { product_id: `p${(index * 7) % 11}`, name: 'P', qty: 1, unit_price: 10 },
              { product_id: `p${(index * 3) % 11}`, name: 'P', qty: 1, unit_price: 15 },
            ],
          }),
          NOW,
        ),
      );
    for (let round = 0; round < 4; round += 1) {
      await Promise.all([
        ...batch(first, `F${round}`, ['CM-1', 'CM-2', 'CM-4']),
        ...batch(second, `S${round}`, ['CM-4', 'CM-2', 'CM-1']),
      ]);
    }
    const [sums] = await sql(
      'select sum(orders)::integer as n, sum(sales_minor)::bigint as sales from merchant_days',
    );
    expect(sums).toEqual({ n: 1200, sales: 1200 * 2500 });
  });

  it('takes a retry with another time and other names as the same order', async () => {
    await first.report('CM-1', order(), NOW);
    const retry = order({
      device_ts: '2026-03-10T16:35:00Z',
      address: 'elsewhere',
      items: [
        { product_id: 'latte', name: 'Caffè latte', qty: 2, unit_price: '12.50', options: { size: 'L' } },
      ],
    });
    expect(await second.report('CM-1', retry, NOW)).toMatchObject({ outcome: 'exists' });
    expect(await sql('select device_ts from orders')).toEqual([
      { device_ts: new Date('2026-03-10T16:29:00Z') },
    ]);
    expect(told).toHaveLength(1);
  });

  it('keeps a report with other money under the same id for people, once, and lets the first stand', async () => {
    await first.report('CM-1', order(), NOW);
    const other = order({ total_price: 30 });
    await expect(first.report('CM-1', other, NOW)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(second.report('CM-1', other, NOW)).rejects.toMatchObject({ code: 'CONFLICT' });

    expect(await sql('select total_minor, flags, is_exception, exception_reason from orders')).toEqual([
      {
        total_minor: 2500,
        flags: ['conflicting_report'],
        is_exception: true,
        exception_reason: 'conflicting_report',
      },
    ]);
    expect(await sql(`select event, source, data->'total_minor' as total from order_events`)).toEqual([
      { event: 'conflicting_report', source: 'device', total: 3000 },
    ]);
    expect(told.map((entry) => entry.event)).toEqual(['order.created', 'order.updated', 'order.updated']);
  });

  it('keeps the same id of two machines apart', async () => {
    await first.report('CM-1', order(), NOW);
    expect(await first.report('CM-2', order({ total_price: 30 }), NOW)).toMatchObject({ outcome: 'created' });
  });

  it('flags what does not fit and refuses nothing for it', async () => {
    await first.report(
      'CM-1',
      order({
        total_price: 26,
        payment_method: 'coins',
        payment_status: 'maybe',
        device_ts: '2000-01-01T00:00:00Z',
      }),
      NOW,
    );
    const [stored] = await sql('select * from orders');
    expect(stored).toMatchObject({
      payment_method: 'coins',
      payment_status: 'unpaid',
      meta: { reported_payment_status: 'maybe' },
      is_exception: true,
      exception_reason: 'total_mismatch',
      ordered_at: NOW,
      device_ts: new Date('2000-01-01T00:00:00Z'),
      flags: ['unknown_payment_method', 'unknown_payment_status', 'total_mismatch', 'clock_skew'],
    });
  });

  it('counts neither test orders nor unpaid ones nor money of another currency', async () => {
    await first.report('CM-1', order({ order_id: 'T', is_test: true }), NOW);
    await first.report('CM-1', order({ order_id: 'U', payment_status: 'unpaid' }), NOW);
    await first.report('CM-1', order({ order_id: 'K', payment_method: 'test' }), NOW);
    expect(await sql('select * from merchant_days')).toEqual([]);
    await first.report('CM-1', order({ order_id: 'E', currency: 'EUR' }), NOW);
    expect(await sql('select orders, sales_minor from merchant_days')).toEqual([
      { orders: 1, sales_minor: 0 },
    ]);
  });

  it('counts a machine that nobody owns for merchant 0, in the zone of the first merchant', async () => {
    await first.report('CM-4', order(), NOW);
    expect(await sql('select merchant_id, day::text, orders from device_days')).toEqual([
      { merchant_id: 0, day: '2026-03-11', orders: 1 },
    ]);
  });

  it('fails a stranger and a suspended machine alone within a batch', async () => {
    const results = await Promise.allSettled([
      first.report('CM-1', order(), NOW),
      first.report('nobody', order(), NOW),
      first.report('CM-3', order(), NOW),
    ]);
    expect(
      results.map((result) =>
        result.status === 'fulfilled' ? 'ok' : (result.reason as { code: string }).code,
      ),
    ).toEqual(['ok', 'DEVICE_NOT_FOUND', 'FORBIDDEN']);
    expect(await sql('select device_id from orders')).toEqual([{ device_id: 'CM-1' }]);
  });

  describe('reportStatus', () => {
    const report = (status: 'brewing' | 'completed' | 'failed', timestamp: string, reason?: string) =>
      first.reportStatus('CM-1', 'A-1', { status, timestamp, ...(reason === undefined ? {} : { reason }) });

    beforeEach(() => first.report('CM-1', order(), NOW));

    it('moves the order forward and keeps each fact once', async () => {
      expect(await report('brewing', '2026-03-10T16:30:00Z')).toEqual({
        orderId: 'A-1',
        fulfilmentStatus: 'brewing',
        paymentStatus: 'paid',
      });
      expect(await report('failed', '2026-03-10T16:31:00Z', 'no milk')).toMatchObject({
        fulfilmentStatus: 'failed',
      });
      await report('failed', '2026-03-10T16:31:00Z', 'no milk');
      expect(await sql('select event, detail, data from order_events order by id')).toEqual([
        { event: 'brewing', detail: null, data: { applied: true } },
        { event: 'failed', detail: 'no milk', data: { applied: true } },
      ]);
      expect(await sql('select fulfilment_status, failure_reason from orders')).toEqual([
        { fulfilment_status: 'failed', failure_reason: 'no milk' },
      ]);
      expect(told.map((entry) => entry.event)).toEqual(['order.created', 'order.updated', 'order.updated']);
    });

    it('keeps a late report as a fact and leaves the state', async () => {
      await report('completed', '2026-03-10T16:31:00Z');
      expect(await report('brewing', '2026-03-10T16:30:00Z')).toMatchObject({
        fulfilmentStatus: 'completed',
      });
      expect(await sql(`select data from order_events where event = 'brewing'`)).toEqual([
        { data: { applied: false } },
      ]);
    });

    it('lets one of two racing ends win', async () => {
      const ends = await Promise.all([
        report('completed', '2026-03-10T16:31:00Z'),
        report('failed', '2026-03-10T16:31:01Z'),
      ]);
      const [stored] = await sql<{ fulfilment_status: string }>('select fulfilment_status from orders');
      expect(new Set(ends.map((end) => end.fulfilmentStatus))).toEqual(new Set([stored?.fulfilment_status]));
    });

    it("does not know another machine's order", async () => {
      await expect(
        first.reportStatus('CM-2', 'A-1', { status: 'failed', timestamp: '2026-03-10T16:31:01Z' }),
      ).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
      await expect(
        first.reportStatus('CM-3', 'A-1', { status: 'failed', timestamp: '2026-03-10T16:31:01Z' }),
      ).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(
        first.reportStatus('none', 'A-1', { status: 'failed', timestamp: '2026-03-10T16:31:01Z' }),
      ).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
    });
  });
});
