import type { CreateOrder } from '@coffee/device-protocol/orders';
import { Clock } from '@coffee/platform/clock';
import { actingFor, cliActor } from '@coffee/platform/context';
import type { Doorbell } from '@coffee/platform/doorbell';
import type { LivePublisher } from '@coffee/platform/live';
import { FactMetrics, ProcessMetrics } from '@coffee/platform/metrics';
import type { JobQueue } from '@coffee/platform/queue';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { OrderIngest } from '../orders';
import { AvailabilityService } from './availability.service';
import { DashboardReader } from './dashboard.reader';
import { FleetMetrics } from './fleet-metrics.reader';

/** 10 March, 22:00 in Shanghai and 07:00 in Los Angeles. */
const NOW = new Date('2026-03-10T14:00:00Z');
class FixedClock extends Clock {
  now(): Date {
    return NOW;
  }
}
const everyone = cliActor('root');
const before = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000);

const queue = { ring: () => Promise.resolve(true) } as unknown as JobQueue;
const doorbell = { ring: () => undefined } as unknown as Doorbell;

describe('reports', () => {
  let database: TestDatabase;
  let dashboard: DashboardReader;
  let availability: AvailabilityService;
  let ingest: OrderIngest;

  const sql = <Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> =>
    database.dataSource.query<Row[]>(text, values);
  const sell = (
    device: string,
    id: string,
    hoursAgo: number,
    price: number,
    changes: Partial<CreateOrder> = {},
  ) =>
    ingest.report(
      device,
      {
        order_id: id,
        device_ts: before(hoursAgo).toISOString(),
        items: [
          {
            product_id: price > 15 ? 'mocha' : 'latte',
            name: price > 15 ? 'Mocha' : 'Latte',
            qty: 1,
            unit_price: price,
          },
        ],
        total_price: price,
        payment_method: 'wechat',
        payment_status: 'paid',
        ...changes,
      },
      NOW,
    );
  const become = (device: string, status: string, hoursAgo: number, applied = true) =>
    sql(
      `insert into device_status_history (device_id, status, cause, at, applied) values ($1, $2, 'reported', $3, $4)`,
      [device, status, before(hoursAgo), applied],
    );

  beforeAll(async () => {
    database = await createTestDatabase();
    dashboard = new DashboardReader(database.db, new FixedClock());
    availability = new AvailabilityService(database.db);
    const live = { publish: () => undefined } as unknown as LivePublisher;
    ingest = new OrderIngest(database.dataSource, live, new ProcessMetrics(), doorbell, queue);
    await sql(`insert into merchants (name, settings) values
      ('East', '{"timeZone": "Asia/Shanghai", "currency": "CNY"}'), ('West', '{"timeZone": "America/Los_Angeles", "currency": "CNY"}')`);
    await sql(`insert into devices (device_id, merchant_id, status, lifecycle, alias) values
      ('E-1', 1, 'online', 'active', 'Lobby'), ('E-2', 1, 'offline', 'active', null), ('E-3', 1, 'fault', 'suspended', null),
      ('E-4', 1, 'registered', 'active', null), ('E-5', 1, 'online', 'retired', null), ('W-1', 2, 'online', 'active', null)`);
    await sql(`insert into device_bins (device_id, bin_index, remaining, capacity) values
      ('E-1', 0, 0, 100), ('E-1', 1, 90, 100), ('E-5', 0, 0, 100), ('W-1', 0, 5, 100)`);
    await sell('E-1', 'a', 1, 10);
    await sell('E-1', 'b', 1, 20);
    await sell('E-2', 'c', 30, 12.5);
    await sell('E-1', 'd', 24 * 6, 11);
    await sell('E-1', 'old', 24 * 7, 99);
    await sell('E-1', 'test', 1, 10, { is_test: true });
    await sell('E-1', 'unpaid', 1, 10, { payment_status: 'unpaid' });
    await sell('E-1', 'back', 2, 16, { payment_status: 'refunded' });
    await sell('W-1', 'w', 1, 30);
    // 12 hours ago it was still the day before in Los Angeles.
    await sell('W-1', 'x', 12, 40);
  });
  afterAll(() => database.drop());

  it("shows a merchant's day, week and fleet", async () => {
    const summary = await dashboard.summary(everyone, { merchant_id: 1 });
    expect(summary).toMatchObject({
      device_total: 4,
      devices_by_status: { registered: 1, online: 1, offline: 1, fault: 1, maintenance: 0 },
      online_rate: 0.5,
      sales_today: 30,
      refunds_today: 16,
      orders_today: 3,
      sales_week: 53.5,
      alarms_open: 0,
      materials_low: 1,
      pending_commands: 0,
      currency: 'CNY',
      time_zone: 'Asia/Shanghai',
    });
    expect(summary.top_products).toEqual([
      { product_id: 'latte', name: 'Latte', qty: 3, sales: 33.5 },
      { product_id: 'mocha', name: 'Mocha', qty: 2, sales: 36 },
    ]);
    expect(summary.top_devices).toEqual([
      { device_id: 'E-1', alias: 'Lobby', orders: 4, sales: 41 },
      { device_id: 'E-2', alias: null, orders: 1, sales: 12.5 },
    ]);
    expect(summary.trends.sales).toEqual([
      { date: '2026-03-04', value: 11 },
      { date: '2026-03-05', value: 0 },
      { date: '2026-03-06', value: 0 },
      { date: '2026-03-07', value: 0 },
      { date: '2026-03-08', value: 0 },
      { date: '2026-03-09', value: 12.5 },
      { date: '2026-03-10', value: 30 },
    ]);
    expect(summary.trends.orders.at(-1)).toEqual({ date: '2026-03-10', value: 3 });
    expect(summary.trends.online_rate.every((point) => point.value === null)).toBe(true);
  });

  it('sums all merchants, each by its own day, for who sees all', async () => {
    const summary = await dashboard.summary(everyone, {});
    expect(summary).toMatchObject({
      device_total: 5,
      orders_today: 4,
      sales_today: 60,
      sales_week: 123.5,
      materials_low: 2,
      time_zone: 'Asia/Shanghai',
    });
    expect(await dashboard.summary(actingFor(everyone, 2), {})).toMatchObject({
      device_total: 1,
      orders_today: 1,
      sales_today: 30,
      time_zone: 'America/Los_Angeles',
    });
  });

  it('covers the days asked for, whole, and refuses what is no span', async () => {
    const summary = await dashboard.summary(everyone, {
      merchant_id: 1,
      from: '2026-03-03T20:00:00Z',
      to: '2026-03-05T00:00:00Z',
    });
    expect(summary.trends.sales.map((point) => point.date)).toEqual(['2026-03-04', '2026-03-05']);
    expect(summary).toMatchObject({ sales_today: 30, top_devices: [{ device_id: 'E-1', orders: 1 }] });
    await expect(
      dashboard.summary(everyone, { from: '2026-03-05T00:00:00Z', to: '2026-03-04T00:00:00Z' }),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(dashboard.summary(everyone, { from: '2020-03-05T00:00:00Z' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('does not tell whether a merchant out of reach exists', async () => {
    for (const merchant of [1, 77]) {
      await expect(
        dashboard.summary(actingFor(everyone, 2), { merchant_id: merchant }),
      ).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    }
    await expect(dashboard.summary(everyone, { merchant_id: 77 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('gives /metrics the figures of the fleet', async () => {
    const facts = new FactMetrics();
    new FleetMetrics(database.db, facts, new FixedClock()).onModuleInit();
    const text = await facts.text();
    expect(text).toContain('devices_total{status="online"} 2');
    expect(text).toContain('device_online_rate 0.6');
    expect(text).toContain('daily_orders_total 4');
    expect(text).toContain('material_low_count 2');
  });

  describe('availability', () => {
    beforeEach(async () => {
      await sql('truncate availability_days, device_status_history');
      // Shanghai's 10 March began 22 hours ago.
      await become('E-1', 'registered', 30);
      await become('E-1', 'online', 26);
      await become('E-1', 'offline', 10);
      await become('E-1', 'online', 40, false);
      await become('E-1', 'fault', 4);
      await become('E-2', 'online', 11);
    });

    const rates = async () =>
      (await dashboard.summary(everyone, { merchant_id: 1 })).trends.online_rate.filter(
        (point) => point.value !== null,
      );

    it('measures each day of each merchant from the status history', async () => {
      await availability.rollUp(NOW);
      expect(await rates()).toEqual([
        { date: '2026-03-09', value: 1 },
        // E-1 was away 6 of 22 hours, E-2 never in 11.
        { date: '2026-03-10', value: 27 / 33 },
      ]);
    });

    it('changes nothing when it runs twice, and goes on where it stopped', async () => {
      await availability.rollUp(before(24));
      await availability.rollUp(before(5));
      await availability.rollUp(NOW);
      await availability.rollUp(NOW);
      expect(await rates()).toEqual([
        { date: '2026-03-09', value: 1 },
        { date: '2026-03-10', value: 27 / 33 },
      ]);
    });

    it("tells one machine's share of the measured time, and null when there is none", async () => {
      const rate = (device: string, actor = everyone) =>
        availability.onlineRate(actor, device, before(24), NOW);
      expect(await rate('E-1')).toBe(18 / 24);
      expect(await rate('E-2')).toBe(1);
      expect(await rate('E-4')).toBeNull();
      expect(await rate('E-1', actingFor(everyone, 2))).toBeNull();
      await become('E-4', 'offline', 2);
      expect(await rate('E-4')).toBe(0);
    });
  });
});
