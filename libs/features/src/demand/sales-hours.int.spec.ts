import { Clock } from '@coffee/platform/clock';
import { cliActor } from '@coffee/platform/context';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { eventually } from '@coffee/testing/eventually';
import { DashboardPeriods } from '../reports';
import { SalesHours } from './sales-hours.service';
import { SalesProfiles } from './sales-profiles.reader';

class SetClock extends Clock {
  at = new Date('2026-03-10T12:00:00Z');
  now(): Date {
    return this.at;
  }
}
const root = cliActor('root');

describe('sales by the hour', () => {
  let database: TestDatabase;
  let clock: SetClock;
  let hours: SalesHours;
  let dashboard: DashboardPeriods;

  const sql = <Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> =>
    database.dataSource.query<Row[]>(text, values);
  let orders = 0;
  /** What a later word made of the last order. */
  const become = (payment: string, fulfilment: string, at: Date) =>
    sql(
      `update orders set payment_status = $1, fulfilment_status = $2, updated_at = $3 where id = (select max(id) from orders)`,
      [payment, fulfilment, at],
    );
  const sell = (device: string, at: string, minor = 1000, changes: Record<string, unknown> = {}) =>
    sql(
      `insert into orders (order_id, device_id, merchant_id, total_minor, currency, payment_method, payment_status,
         fulfilment_status, items_summary, device_ts, ordered_at, fingerprint, is_test, created_at, updated_at)
       select $1, $2, d.merchant_id, $3, $4, 'wechat', $5, $9, 'Latte', $6::timestamptz, $6::timestamptz, '', $7, $8::timestamptz, $8::timestamptz
       from devices d where d.device_id = $2`,
      [
        `O-${(orders += 1)}`,
        device,
        minor,
        changes['currency'] ?? 'CNY',
        changes['status'] ?? 'paid',
        at,
        changes['test'] ?? false,
        clock.at,
        changes['fulfilment'] ?? 'completed',
      ],
    );
  const merchantHours = () =>
    sql('select merchant_id, day::text, hour, orders, sales_minor from merchant_hours order by 1, 2, 3');

  beforeAll(async () => {
    database = await createTestDatabase();
    clock = new SetClock();
    hours = new SalesHours(database.db, clock);
    dashboard = new DashboardPeriods(database.db, clock);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    clock.at = new Date('2026-03-10T12:00:00Z');
    await sql(
      'truncate merchants, devices, orders, device_hours, merchant_hours, sweep_marks, alarm_days, outcome_days, alarms restart identity cascade',
    );
    await sql(`insert into merchants (name, settings) values
      ('Kolkata', '{"timeZone": "Asia/Kolkata", "currency": "CNY"}'), ('Berlin', '{"timeZone": "Europe/Berlin", "currency": "EUR"}')`);
    await sql(`insert into devices (device_id, merchant_id) values ('K', 1), ('B', 2), ('N', null)`);
  });

  it('are hours of the merchant, also where a zone is half an hour off, without what was not paid or was a test', async () => {
    await sell('K', '2026-03-10T05:29:00Z');
    await sell('K', '2026-03-10T05:30:00Z', 500);
    await sell('B', '2026-03-10T05:30:00Z', 300, { currency: 'EUR' });
    await sell('B', '2026-03-10T05:40:00Z', 900, { currency: 'USD' });
    await sell('N', '2026-03-10T18:40:00Z');
    await sell('K', '2026-03-10T05:30:00Z', 500, { test: true });
    await sell('K', '2026-03-10T05:30:00Z', 500, { status: 'unpaid' });
    await hours.sweep();
    expect(await merchantHours()).toEqual([
      // Whom nobody owns has the zone of the first merchant.
      { merchant_id: 0, day: '2026-03-11', hour: 0, orders: 1, sales_minor: 1000 },
      { merchant_id: 1, day: '2026-03-10', hour: 10, orders: 1, sales_minor: 1000 },
      { merchant_id: 1, day: '2026-03-10', hour: 11, orders: 1, sales_minor: 500 },
      { merchant_id: 2, day: '2026-03-10', hour: 6, orders: 2, sales_minor: 300 },
    ]);
  });

  it('take in what comes late and twice, wherever it belongs, and agree with the orders', async () => {
    await sell('K', '2026-03-10T05:10:00Z');
    await hours.sweep();
    clock.at = new Date('2026-03-10T12:30:00Z');
    await sell('K', '2026-03-10T05:20:00Z');
    await sell('K', '2026-03-07T23:20:00Z');
    await sell('N', '2026-03-09T23:20:00Z');
    await hours.sweep();
    await hours.sweep();
    const kept = await merchantHours();
    expect(kept).toHaveLength(3);
    expect(kept[2]).toEqual({ merchant_id: 1, day: '2026-03-10', hour: 10, orders: 2, sales_minor: 2000 });
    await hours.rebuild(null);
    expect(await merchantHours()).toEqual(kept);
    for (const day of ['06', '08', '09']) await sell('K', `2026-03-${day}T08:00:00Z`);
    clock.at = new Date('2026-03-10T13:30:00Z');
    await hours.sweep();
    expect(await hours.differences()).toEqual([]);
    await sql(`update merchant_hours set orders = 7 where day = '2026-03-08'`);
    expect(await hours.differences()).toEqual([{ merchantId: 1, day: '2026-03-08', expected: 2, found: 14 }]);
  });

  it('are hours of the new zone once the merchant moved, and are forgotten of machines after five weeks', async () => {
    await sell('K', '2026-03-10T05:10:00Z');
    await sell('K', '2026-01-10T05:10:00Z');
    await hours.sweep();
    await sql(`update merchants set settings = settings || '{"timeZone": "UTC"}' where id = 1`);
    await hours.rebuild(1);
    expect((await merchantHours()).map((row) => row['hour'])).toEqual([5, 5]);
    expect(await sql('select hour from device_hours')).toHaveLength(1);
    clock.at = new Date('2026-05-10T12:00:00Z');
    await hours.forget();
    expect(await sql('select hour from device_hours')).toHaveLength(0);
  });

  it('make the profile of a machine, and none of one that sold nothing', async () => {
    // Two Tuesdays at ten, none of the days between.
    await sell('K', '2026-03-03T10:10:00Z', 4200);
    await sell('K', '2026-03-10T10:10:00Z', 4200);
    await hours.sweep();
    const profiles = await new SalesProfiles(database.db).of(['K', 'B'], clock.at);
    expect([...profiles.keys()]).toEqual(['K']);
    const rates = profiles.get('K') ?? [];
    expect(rates[24 + 10]).toBeGreaterThan(3000);
    expect(rates[48 + 10]).toBeLessThan(1000);
    expect(rates[24 + 11]).toBe(0);
  });

  it('show the week and the last day on the dashboard, beside the same day a week before', async () => {
    await sell('K', '2026-03-03T05:00:00Z', 700);
    await sell('K', '2026-03-09T05:00:00Z', 900);
    await sell('K', '2026-03-10T05:00:00Z', 1100);
    await sell('B', '2026-03-10T05:00:00Z', 5000, { currency: 'EUR' });
    await hours.sweep();
    const shown = await dashboard.hours(root, { merchant_id: 1 });
    expect(shown.week).toEqual([
      { weekday: 1, hour: 10, orders: 1, sales: 9 },
      { weekday: 2, hour: 10, orders: 1, sales: 11 },
    ]);
    expect(shown).toMatchObject({
      day_date: '2026-03-10',
      previous_date: '2026-03-03',
      time_zone: 'Asia/Kolkata',
    });
    expect(shown.day).toHaveLength(24);
    expect(shown.day[10]).toEqual({ hour: 10, orders: 1, sales: 11, previous_orders: 1, previous_sales: 7 });
    // Money in another currency is left out, its orders are not.
    expect((await dashboard.hours(root, {})).week).toContainEqual({
      weekday: 2,
      hour: 6,
      orders: 1,
      sales: 0,
    });
  });

  it('compare a span with as many days before it', async () => {
    await sql(`insert into merchant_days (merchant_id, day, orders, sales_minor, refunded_minor) values
      (1, '2026-03-10', 4, 10000, 2500), (1, '2026-03-04', 1, 100, 0), (1, '2026-03-03', 2, 3000, 0), (2, '2026-03-10', 9, 99900, 0)`);
    await sql(
      `insert into product_days (merchant_id, day, product_id, name, qty) values (1, '2026-03-10', '1', 'Latte', 6)`,
    );
    await sql(`insert into alarm_days (merchant_id, day, type, opened, critical) values
      (1, '2026-03-10', 'offline', 3, 1), (1, '2026-03-05', 'offline', 2, 0), (1, '2026-03-09', 'material_low', 9, 0), (1, '2026-03-01', 'offline', 4, 0)`);
    expect(await dashboard.figures(root, { merchant_id: 1 })).toMatchObject({
      from_day: '2026-03-04',
      to_day: '2026-03-10',
      previous_from_day: '2026-02-25',
      previous_to_day: '2026-03-03',
      current: {
        orders: 5,
        cups: 6,
        sales: 76,
        refunds: 25,
        refund_rate: 2500 / 10100,
        average_order: 20.2,
        alarms_opened: 14,
      },
      previous: {
        orders: 2,
        cups: 0,
        sales: 30,
        refunds: 0,
        refund_rate: 0,
        average_order: 15,
        alarms_opened: 4,
      },
    });
    expect((await dashboard.alarms(root, { merchant_id: 1 })).types).toEqual([
      { type: 'material_low', opened: 9, critical: 0 },
      { type: 'offline', opened: 5, critical: 1 },
    ]);
    await expect(dashboard.figures(root, { merchant_id: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('count an order that is paid long after it was made, once, where it belongs', async () => {
    await sell('K', '2026-03-10T05:10:00Z');
    await sell('K', '2026-03-10T05:20:00Z', 700, { status: 'unpaid', fulfilment: 'pending' });
    await hours.sweep();
    expect(await merchantHours()).toMatchObject([{ orders: 1, sales_minor: 1000 }]);
    clock.at = new Date('2026-03-10T14:00:00Z');
    await hours.sweep();
    await become('paid', 'completed', clock.at);
    clock.at = new Date('2026-03-10T14:01:00Z');
    for (let times = 0; times < 3; times += 1) await hours.sweep();
    expect(await merchantHours()).toMatchObject([{ hour: 10, orders: 2, sales_minor: 1700 }]);
    expect(await sql('select orders, sales_minor from device_hours')).toEqual([
      { orders: 2, sales_minor: 1700 },
    ]);
    expect(await sql('select paid, made from outcome_days')).toEqual([{ paid: 2, made: 2 }]);
    expect(await hours.differences()).toEqual([]);
  });

  it('find a late payment whoever wrote it, without a word of when', async () => {
    await sell('K', '2026-03-10T05:20:00Z', 700, { status: 'unpaid' });
    await hours.sweep();
    await sql(`update orders set payment_status = 'paid'`);
    await hours.sweep();
    expect(await merchantHours()).toMatchObject([{ orders: 1, sales_minor: 700 }]);
  });

  it('count it once although the one who counts is killed amid its work', async () => {
    await sell('K', '2026-03-10T05:20:00Z', 700, { status: 'unpaid' });
    await hours.sweep();
    const before = await merchantHours();
    await become('paid', 'completed', clock.at);
    const holder = database.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('lock table outcome_days in exclusive mode');
    const killed = expect(hours.sweep()).rejects.toThrow();
    // It has written the hours and waits for the days.
    await eventually('the sweep waited and was killed', async () => {
      const [stopped] = await sql(`select pg_terminate_backend(pid) as ok from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%outcome_days%'`);
      return stopped?.['ok'] === true;
    });
    await killed;
    await holder.rollbackTransaction();
    await holder.release();
    expect(await merchantHours()).toEqual(before);
    await hours.sweep();
    expect(await merchantHours()).toMatchObject([{ orders: 1, sales_minor: 700 }]);
    expect(await sql('select paid from outcome_days')).toEqual([{ paid: 1 }]);
  });

  it('say what became of orders, as a share of those that came to an end', async () => {
    const at = '2026-03-10T05:10:00Z';
    for (let cups = 0; cups < 6; cups += 1) await sell('K', at);
    await sell('K', at, 1000, { fulfilment: 'failed', status: 'refunded' });
    await sell('K', at, 1000, { fulfilment: 'unknown' });
    await sell('K', at, 1000, { fulfilment: 'brewing' });
    await sell('K', at, 1000, { fulfilment: 'pending', status: 'failed' });
    await sell('K', at, 1000, { fulfilment: 'pending', status: 'canceled' });
    await sell('K', at, 1000, { fulfilment: 'pending', status: 'unpaid' });
    await sell('K', at, 1000, { fulfilment: 'failed', test: true });
    await sell('K', '2026-03-02T05:10:00Z', 1000, { fulfilment: 'unknown' });
    await sell('B', at, 1000, { fulfilment: 'failed' });
    await hours.sweep();
    const shown = await dashboard.figures(root, { merchant_id: 1 });
    expect(shown.current).toMatchObject({
      order_success_rate: 6 / 8,
      orders_failed: 1,
      orders_unheard: 1,
      payment_success_rate: 9 / 11,
      payments_declined: 2,
    });
    // One order of which nothing was heard is no success of 0 %; a paid one is a payment.
    expect(shown.previous).toMatchObject({ order_success_rate: null, payment_success_rate: 1 });
    expect(shown.days).toEqual([
      { date: '2026-03-10', order_success_rate: 6 / 8, payment_success_rate: 9 / 11 },
    ]);
    expect((await dashboard.figures(root, {})).current).toMatchObject({ order_success_rate: 6 / 9 });
    await hours.rebuild(null);
    expect((await dashboard.figures(root, { merchant_id: 1 })).current).toEqual(shown.current);
  });

  it('say nothing of success where nothing was sold, and nobody saw an alarm', async () => {
    expect((await dashboard.figures(root, { merchant_id: 1 })).current).toMatchObject({
      order_success_rate: null,
      payment_success_rate: null,
      ack_median_seconds: null,
      ack_median_critical_seconds: null,
    });
  });

  it('tell half of what time people took to acknowledge alarms, in the span and of the merchant', async () => {
    const raise = (
      merchant: number | null,
      severity: string,
      openedAt: string,
      seconds: number | null,
      parent: number | null = null,
    ) =>
      sql(
        `insert into alarms (type, slot, merchant_id, severity, first_at, last_at, opened_at, acked_at, acked_by, parent_id)
         values ('offline', gen_random_uuid()::text, $1, $2, $3::timestamptz, $3::timestamptz, $3::timestamptz,
           $3::timestamptz + make_interval(secs => $4), 'ann', $5)`,
        [merchant, severity, openedAt, seconds, parent],
      );
    const at = '2026-03-10T05:00:00Z';
    for (const seconds of [30, 60, 600]) await raise(1, 'warn', at, seconds);
    await raise(1, 'critical', at, 45);
    await raise(1, 'critical', at, null);
    await raise(1, 'warn', at, 1, 1);
    // In the night before, which is the span before in this zone.
    await raise(1, 'warn', '2026-03-03T18:29:00Z', 900);
    await raise(2, 'warn', at, 5);
    const { current, previous } = await dashboard.figures(root, { merchant_id: 1 });
    expect(current).toMatchObject({ ack_median_seconds: 52.5, ack_median_critical_seconds: 45 });
    expect(previous).toMatchObject({ ack_median_seconds: 900, ack_median_critical_seconds: null });
    expect((await dashboard.figures(root, {})).current.ack_median_seconds).toBe(45);
  });

  it('tell days whose outcomes are wrong although their orders are not, and mend them', async () => {
    for (const day of ['06', '08', '10']) await sell('K', `2026-03-${day}T08:00:00Z`);
    clock.at = new Date('2026-03-10T13:00:00Z');
    await hours.sweep();
    await sql(`update merchant_hours set made = 0 where day = '2026-03-06'`);
    await sql(`update outcome_days set paid = 7 where day = '2026-03-08'`);
    await sql(
      `insert into merchant_hours (merchant_id, day, hour, orders, sales_minor) values (2, '2026-03-07', 3, 4, 5)`,
    );
    expect(await hours.differences()).toEqual([
      { merchantId: 1, day: '2026-03-06', expected: 1, found: 1 },
      { merchantId: 1, day: '2026-03-08', expected: 1, found: 1 },
      { merchantId: 2, day: '2026-03-07', expected: 0, found: 4 },
    ]);
    await hours.rebuild(null);
    expect(await hours.differences()).toEqual([]);
  });
});
