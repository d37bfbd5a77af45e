import type { CreateOrder } from '@coffee/device-protocol/orders';
import type { LivePublisher } from '@coffee/platform/live';
import type { Doorbell } from '@coffee/platform/doorbell';
import { ProcessMetrics } from '@coffee/platform/metrics';
import type { JobQueue } from '@coffee/platform/queue';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import fc from 'fast-check';
import { OrderIngest } from '../orders';
import { RollupsService } from './rollups.ingest';

const NOW = new Date('2026-03-10T12:00:00Z');

const line = fc.record({
  product_id: fc.constantFrom('latte', 'mocha', 'tea'),
  name: fc.constantFrom('Latte', 'Mocha', 'Tea'),
  qty: fc.integer({ min: 1, max: 9 }),
  unit_price: fc.integer({ min: 0, max: 5000 }).map((minor) => (minor / 100).toFixed(2)),
});
/** Ids repeat on purpose: some reports are retries, some contradict an earlier one. */
const report = fc.record({
  device: fc.constantFrom('CM-1', 'CM-2', 'CM-3'),
  order: fc.record({
    order_id: fc.integer({ min: 1, max: 12 }).map((n) => `O-${n}`),
    device_ts: fc
      .integer({ min: 0, max: 96 })
      .map((hours) => new Date(NOW.getTime() - hours * 3_600_000).toISOString()),
    items: fc.array(line, { minLength: 1, maxLength: 4 }),
    total_price: fc.integer({ min: 0, max: 9000 }).map((minor) => (minor / 100).toFixed(2)),
    currency: fc.constantFrom('CNY', 'USD'),
    payment_method: fc.constantFrom('wechat', 'coins', 'test'),
    payment_status: fc.constantFrom('paid', 'unpaid', 'refunded', 'partially_refunded', 'what'),
    is_test: fc.boolean(),
  }),
});

const queue = { ring: () => Promise.resolve(true) } as unknown as JobQueue;
const doorbell = { ring: () => undefined } as unknown as Doorbell;

describe('RollupsService', () => {
  let database: TestDatabase;
  let rollups: RollupsService;
  let processes: OrderIngest[];

  const sql = <Row = Record<string, unknown>>(text: string): Promise<Row[]> =>
    database.dataSource.query<Row[]>(text);
  const sums = () =>
    sql(`select 'm' as t, merchant_id, day::text, '' as key, orders as n, sales_minor, refunded_minor from merchant_days
         union all select 'd', merchant_id, day::text, device_id, orders, sales_minor, refunded_minor from device_days
         union all select 'p', merchant_id, day::text, product_id, qty, sales_minor, 0 from product_days
         order by 1, 2, 3, 4`);

  beforeAll(async () => {
    database = await createTestDatabase();
    rollups = new RollupsService(database.dataSource);
    const live = { publish: () => undefined } as unknown as LivePublisher;
    processes = [0, 1].map(
      () => new OrderIngest(database.dataSource, live, new ProcessMetrics(), doorbell, queue),
    );
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await sql(
      'truncate merchants, devices, orders, merchant_days, device_days, product_days restart identity cascade',
    );
    await sql(`insert into merchants (name, settings) values
      ('East', '{"timeZone": "Asia/Shanghai", "currency": "CNY"}'), ('West', '{"timeZone": "America/Los_Angeles", "currency": "USD"}')`);
    await sql(`insert into devices (device_id, merchant_id) values ('CM-1', 1), ('CM-2', 2), ('CM-3', null)`);
  });

  const tell = (reports: { device: string; order: CreateOrder }[]) =>
    Promise.allSettled(
      reports.map(({ device, order }, index) => {
        const process = processes[index % 2] as OrderIngest;
        return process.report(device, order, NOW);
      }),
    );

  it('finds the sums that the ingest keeps equal to what the orders say, whatever machines tell', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(report, { maxLength: 40 }), async (reports) => {
        await sql('truncate orders, merchant_days, device_days, product_days cascade');
        const results = await tell(reports);
        for (const result of results) {
          if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CONFLICT' });
        }
        expect(await rollups.differences()).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('rebuilds the same sums from the orders, and tells where they were wrong', async () => {
    const order: CreateOrder = {
      order_id: 'A',
      device_ts: NOW.toISOString(),
      items: [{ product_id: 'latte', name: 'Latte', qty: 2, unit_price: 10 }],
      total_price: 20,
      payment_method: 'wechat',
      payment_status: 'paid',
    };
    await tell([
      { device: 'CM-1', order },
      { device: 'CM-3', order },
      { device: 'CM-1', order: { ...order, order_id: 'B', device_ts: '2026-03-08T00:00:00Z' } },
    ]);
    const right = await sums();
    await sql('update merchant_days set sales_minor = sales_minor + 1 where merchant_id = 1');
    await sql('delete from product_days');
    await sql(
      `insert into device_days (device_id, day, merchant_id, orders) values ('CM-9', '2026-03-01', 1, 1)`,
    );
    expect(await rollups.differences()).toHaveLength(2 + 3 + 1);

    const progress: number[] = [];
    await rollups.rebuild(null, '2026-03-01', '2026-03-11', (done) => void progress.push(done));
    expect(progress.at(-1)).toBe(11);
    expect(await rollups.differences()).toEqual([]);
    expect(await sums()).toEqual(right);
  });

  it('loses no order that comes in while it rebuilds', async () => {
    const order = (n: number): CreateOrder => ({
      order_id: `R-${n}`,
      device_ts: NOW.toISOString(),
      items: [{ product_id: 'latte', name: 'Latte', qty: 1, unit_price: 10 }],
      total_price: 10,
      payment_method: 'wechat',
      payment_status: 'paid',
    });
    const coming = (async () => {
      for (let n = 0; n < 200; n += 10) {
        await tell(Array.from({ length: 10 }, (_, index) => ({ device: 'CM-1', order: order(n + index) })));
      }
    })();
    for (let round = 0; round < 5; round += 1) await rollups.rebuild(null, '2026-03-09', '2026-03-11');
    await coming;
    expect(await rollups.differences()).toEqual([]);
    expect(await sql('select orders from merchant_days')).toEqual([{ orders: 200 }]);
  });
});
