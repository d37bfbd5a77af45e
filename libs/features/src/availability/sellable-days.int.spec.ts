import { Clock } from '@coffee/platform/clock';
import { actingFor, cliActor } from '@coffee/platform/context';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { SalesProfiles } from '../demand';
import { DevicesReader } from '../devices';
import { SellableDays } from './sellable-days.service';
import { SellableRecount } from './sellable-recount.service';
import { SellableTimeReader } from './sellable-time.reader';

class SetClock extends Clock {
  at = new Date(0);
  now(): Date {
    return this.at;
  }
}
const root = cliActor('root');
const HOUR = 3600;

describe('days of sellable time', () => {
  let database: TestDatabase;
  const clock = new SetClock();
  let days: SellableDays;
  let recount: SellableRecount;
  let reader: SellableTimeReader;

  const sql = <Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> =>
    database.dataSource.query<Row[]>(text, values);
  const become = (device: string, status: string, at: string) =>
    sql(
      `insert into device_status_history (device_id, status, cause, at) values ($1, $2, 'reported', $3::timestamptz)`,
      [device, status, at],
    );
  const offer = (device: string, at: string, products: number, short: number, blocked: number) =>
    sql(
      `insert into sellable_changes (device_id, at, products, short, blocked) values ($1, $2::timestamptz, $3, $4, $5)`,
      [device, at, products, short, blocked],
    );
  const openAt = (location: number, hours: object | null) =>
    sql('update locations set opening_hours = $2 where id = $1', [location, hours]);
  const daily = (opens: string, closes: string, exceptions: object[] = []) => ({
    weekly: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, opens, closes })),
    exceptions,
  });
  const sweepAt = async (at: string) => {
    clock.at = new Date(at);
    return days.sweep();
  };
  const ofDevice = (device: string, actor = root) => reader.ofDevice(actor, device, 30);

  beforeAll(async () => {
    database = await createTestDatabase();
    days = new SellableDays(database.db, new SalesProfiles(database.db), clock);
    recount = new SellableRecount(database.db, clock);
    reader = new SellableTimeReader(database.db, new DevicesReader(database.db, clock), clock);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await sql(`truncate merchants, locations, devices, device_status_history, sellable_changes, sellable_states, listening_gaps,
      listening_marks, device_sellable_days, merchant_sellable_days, device_hours, sweep_marks restart identity cascade`);
    await sql(`insert into merchants (name, settings) values
      ('Berlin', '{"timeZone": "Europe/Berlin", "currency": "EUR"}'), ('Shanghai', '{"timeZone": "Asia/Shanghai", "currency": "EUR"}')`);
    await sql(
      `insert into locations (merchant_id, name, time_zone) values (1, 'Bar', 'Europe/Berlin'), (2, 'Lobby', 'Asia/Shanghai')`,
    );
    await sql(`insert into devices (device_id, merchant_id, location_id, status) values
      ('B-1', 1, 1, 'online'), ('B-2', 1, null, 'online'), ('S-1', 2, 2, 'online')`);
  });

  it('counts opening time only, and says to what it was lost', async () => {
    await openAt(1, daily('08:00', '18:00'));
    await become('B-1', 'registered', '2026-03-09T08:30:00+01:00');
    await become('B-1', 'online', '2026-03-09T09:00:00+01:00');
    await become('B-1', 'offline', '2026-03-09T17:00:00+01:00');
    await become('B-1', 'online', '2026-03-10T09:00:00+01:00');
    await become('B-1', 'fault', '2026-03-10T12:00:00+01:00');
    await become('B-1', 'maintenance', '2026-03-10T13:00:00+01:00');
    await become('B-1', 'online', '2026-03-10T13:30:00+01:00');
    await offer('B-1', '2026-03-10T14:00:00+01:00', 10, 4, 1);
    await offer('B-1', '2026-03-10T16:00:00+01:00', 10, 0, 0);
    await sweepAt('2026-03-10T20:00:00+01:00');
    const found = await ofDevice('B-1');
    expect(found).toMatchObject({
      time_zone: 'Europe/Berlin',
      days: [
        { date: '2026-03-09', open_seconds: 9 * HOUR, sellable_seconds: 8 * HOUR, offline_seconds: HOUR },
        {
          date: '2026-03-10',
          open_seconds: 10 * HOUR,
          offline_seconds: HOUR,
          fault_seconds: HOUR,
          maintenance_seconds: HOUR / 2,
          short_seconds: 0.8 * HOUR,
          blocked_seconds: 0.2 * HOUR,
          sellable_seconds: 6.5 * HOUR,
          rate: 0.65,
        },
      ],
    });
    expect(await recount.differences()).toEqual([]);
  });

  it('is right on the days on which clocks change, and over midnight', async () => {
    await openAt(1, {
      weekly: [
        { day: 6, opens: '20:00', closes: '05:00' },
        { day: 7, opens: '20:00', closes: '04:00' },
      ],
      exceptions: [],
    });
    for (const device of ['B-1', 'B-2']) await become(device, 'online', '2026-03-01T00:00:00Z');
    await sweepAt('2026-04-02T12:00:00Z');
    const on = async (device: string, date: string) =>
      (await ofDevice(device)).days.find((day) => day.date === date)?.open_seconds;
    // A Sunday of 23 hours; the night before it has one hour less.
    expect(await on('B-2', '2026-03-29')).toBe(23 * HOUR);
    expect(await on('B-1', '2026-03-28')).toBe(4 * HOUR);
    expect(await on('B-1', '2026-03-29')).toBe(4 * HOUR + 4 * HOUR);
    expect(await on('B-1', '2026-03-22')).toBe(5 * HOUR + 4 * HOUR);
    expect(await on('B-1', '2026-03-24')).toBe(0);
    expect(await recount.differences()).toEqual([]);
  });

  it('takes an exception for the spans that begin on its date', async () => {
    await openAt(
      1,
      daily('18:00', '02:00', [
        { date: '2026-03-10', spans: [] },
        {
          date: '2026-03-11',
          spans: [
            { opens: '10:00', closes: '12:00' },
            { opens: '13:00', closes: '24:00' },
          ],
        },
      ]),
    );
    await become('B-1', 'online', '2026-03-01T00:00:00Z');
    await sweepAt('2026-03-13T12:00:00Z');
    const open = Object.fromEntries(
      (await ofDevice('B-1')).days.map((day) => [day.date, day.open_seconds / HOUR]),
    );
    // The night of the ninth runs into the tenth; on the twelfth nothing is left of the eleventh's.
    expect(open).toMatchObject({ '2026-03-09': 8, '2026-03-10': 2, '2026-03-11': 13, '2026-03-12': 6 });
  });

  it('leaves past days as they were when the hours change, and measures the running day anew', async () => {
    await become('B-1', 'online', '2026-03-09T00:00:00+01:00');
    await sweepAt('2026-03-10T12:00:00+01:00');
    await openAt(1, daily('08:00', '10:00'));
    await sweepAt('2026-03-10T13:00:00+01:00');
    await sweepAt('2026-03-11T00:30:00+01:00');
    expect((await ofDevice('B-1')).days.map((day) => day.open_seconds)).toEqual([24 * HOUR, 2 * HOUR, 0]);
    await recount.rebuild(null, '2026-03-01', '2026-03-31');
    expect((await ofDevice('B-1')).days.map((day) => day.open_seconds)).toEqual([24 * HOUR, 2 * HOUR, 0]);
  });

  it('changes nothing when it runs twice or late', async () => {
    await become('B-1', 'online', '2026-03-05T00:00:00Z');
    await become('S-1', 'offline', '2026-03-06T00:00:00Z');
    const late = async () => {
      await sql('truncate device_sellable_days, merchant_sellable_days');
      await sweepAt('2026-03-10T12:00:00Z');
      return sql('select * from device_sellable_days order by device_id, day');
    };
    const once = await late();
    await sweepAt('2026-03-10T12:00:01Z');
    expect(await sql('select * from device_sellable_days order by device_id, day')).toEqual(once);
    await sql('truncate device_sellable_days, merchant_sellable_days');
    for (const at of ['06T10', '06T23', '08T01', '09T16', '10T12']) await sweepAt(`2026-03-${at}:00:00Z`);
    expect(await sql('select * from device_sellable_days order by device_id, day')).toEqual(once);
  });

  it('shares the running day of a large fleet among sweeps, those first that have waited longest', async () => {
    await sql(`with d as (insert into devices (device_id, merchant_id, status)
        select 'M-' || n, 2, 'online' from generate_series(1, 2500) n returning device_id)
      insert into device_status_history (device_id, status, cause, at)
      select device_id, 'online', 'reported', '2026-03-10T10:00:00+08:00' from d`);
    expect(await sweepAt('2026-03-10T11:00:00+08:00')).toBe(2000);
    expect(await sweepAt('2026-03-10T11:01:00+08:00')).toBe(2000);
    const until = await sql(
      `select measured_until as at, count(*)::integer as n from device_sellable_days group by 1 order by 1`,
    );
    expect(until).toEqual([
      { at: new Date('2026-03-10T11:00:00+08:00'), n: 500 },
      { at: new Date('2026-03-10T11:01:00+08:00'), n: 2000 },
    ]);
    // Days that are over do not wait: all of them, and with each its machine's new day.
    expect(await sweepAt('2026-03-11T01:00:00+08:00')).toBe(5000);
  });

  it('holds what nobody could hear apart, the gap that still lasts, too', async () => {
    await become('B-2', 'online', '2026-03-10T00:00:00+01:00');
    await sql(
      `insert into listening_marks (name, since, seen_at) values ('devices', '2026-03-09T00:00:00Z', '2026-03-10T08:00:00Z')`,
    );
    // The first mark after a break keeps the gap.
    await sql(`update listening_marks set since = '2026-03-10T09:00:00Z', seen_at = '2026-03-10T09:00:00Z'`);
    await sql(`update listening_marks set seen_at = '2026-03-10T10:00:00Z'`);
    expect(await sql('select began, ended from listening_gaps')).toEqual([
      { began: new Date('2026-03-10T08:00:00Z'), ended: new Date('2026-03-10T09:00:00Z') },
    ]);
    await sweepAt('2026-03-10T11:00:00Z');
    expect((await ofDevice('B-2')).total).toMatchObject({
      open_seconds: 12 * HOUR,
      unknown_seconds: 2 * HOUR,
      sellable_seconds: 10 * HOUR,
      rate: 1,
    });
  });

  it('sums machines by merchant, shows the days before beside them, and who lost most', async () => {
    for (const device of ['B-1', 'B-2', 'S-1']) await become(device, 'online', '2026-03-01T00:00:00+08:00');
    await become('B-2', 'offline', '2026-03-10T06:00:00+01:00');
    await become('S-1', 'fault', '2026-03-08T00:00:00+08:00');
    // Sells 60.00 in every hour of the last four weeks.
    await sql(`insert into device_hours (device_id, hour, orders, sales_minor)
      select 'B-2', h, 6, 6000 from generate_series('2026-02-10T12:00:00Z'::timestamptz, '2026-03-10T11:00:00Z', interval '1 hour') h`);
    await sweepAt('2026-03-10T12:00:00+01:00');
    const report = await reader.report(root, { merchant_id: 1 });
    expect(report.days).toHaveLength(7);
    expect(report.days.at(-1)).toMatchObject({
      open_seconds: 24 * HOUR,
      offline_seconds: 6 * HOUR,
      rate: 0.75,
      lost_sales: 360,
    });
    expect(report).toMatchObject({
      currency: 'EUR',
      time_zone: 'Europe/Berlin',
      previous: { rate: 1, open_seconds: 2 * (7 + 3 * 24) * HOUR },
    });
    expect(report.top_losses).toEqual([
      {
        device_id: 'B-2',
        alias: null,
        rate: expect.closeTo(1 - 6 / 156, 5) as number,
        lost_seconds: 6 * HOUR,
        lost_sales: 360,
      },
    ]);
    expect((await reader.report(root, {})).top_losses.map(({ device_id }) => device_id)).toEqual([
      'B-2',
      'S-1',
    ]);
    expect((await reader.report(actingFor(root, 2), {})).total.fault_seconds).toBe(67 * HOUR);
    await expect(reader.report(actingFor(root, 2), { merchant_id: 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(ofDevice('B-1', actingFor(root, 2))).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
  });

  it('takes the running day along when a machine changes hands', async () => {
    await become('B-1', 'online', '2026-03-10T00:00:00+01:00');
    await sweepAt('2026-03-10T10:00:00+01:00');
    await sql(`update devices set merchant_id = 2, location_id = null where device_id = 'B-1'`);
    await sweepAt('2026-03-10T11:00:00+01:00');
    expect(await sql('select merchant_id from merchant_sellable_days')).toEqual([{ merchant_id: 2 }]);
    expect(await recount.differences()).toEqual([]);
  });

  it('tells days and sums that are wrong, and mends them', async () => {
    await become('B-1', 'online', '2026-03-08T00:00:00+01:00');
    await sweepAt('2026-03-10T10:00:00+01:00');
    await sql(
      `update device_sellable_days set sellable_ms = sellable_ms - 3600000, offline_ms = offline_ms + 3600000 where day = '2026-03-09'`,
    );
    await sql(
      `update merchant_sellable_days set open_ms = open_ms + 1, unknown_ms = unknown_ms + 1 where day = '2026-03-08'`,
    );
    expect(await recount.differences()).toEqual([
      { deviceId: 'B-1', merchantId: 1, day: '2026-03-09' },
      { deviceId: null, merchantId: 1, day: '2026-03-08' },
      { deviceId: null, merchantId: 1, day: '2026-03-09' },
    ]);
    await recount.rebuild(1, '2026-03-08', '2026-03-09');
    expect(await recount.differences()).toEqual([]);
  });

  it('tells the hours in which bins lacked what a cup needs, and nothing where bins were not known', async () => {
    await openAt(1, daily('08:00', '18:00'));
    for (const device of ['B-1', 'B-2']) await become(device, 'online', '2026-03-01T00:00:00+01:00');
    await offer('B-1', '2026-03-08T00:00:00+01:00', 10, 0, 0);
    await offer('B-1', '2026-03-09T16:00:00+01:00', 10, 1, 0);
    await offer('B-1', '2026-03-10T09:00:00+01:00', 10, 0, 0);
    await sweepAt('2026-03-10T20:00:00+01:00');
    const ofDay = (await ofDevice('B-1')).days.slice(-3).map((day) => day.stockout_seconds);
    expect(ofDay).toEqual([0, 2 * HOUR, HOUR]);
    expect((await ofDevice('B-2')).total.stockout_seconds).toBeNull();
    const report = await reader.report(root, { merchant_id: 1 });
    expect([report.total.stockout_seconds, report.previous.stockout_seconds]).toEqual([3 * HOUR, null]);
  });

  it('measures stock-outs of days that were kept before they were measured, a day at a time', async () => {
    await become('B-1', 'online', '2026-03-07T00:00:00+01:00');
    await offer('B-1', '2026-03-07T00:00:00+01:00', 10, 1, 0);
    await sweepAt('2026-03-10T12:00:00+01:00');
    const stored = () => sql('select day::text, stockout_ms, open_ms from device_sellable_days order by day');
    const whole = await stored();
    for (const table of ['device_sellable_days', 'merchant_sellable_days'])
      await sql(`update ${table} set stockout_ms = null`);
    await recount.fillStockouts();
    expect((await stored()).map((day) => day['stockout_ms'])).toEqual([null, null, null, 12 * HOUR * 1000]);
    for (let day = 0; day < 4; day += 1) await recount.fillStockouts();
    expect(await stored()).toEqual(whole);
    expect(await recount.differences()).toEqual([]);
  });

  it('refuses parts that do not add up', async () => {
    await become('B-1', 'online', '2026-03-08T00:00:00+01:00');
    await sweepAt('2026-03-10T10:00:00+01:00');
    await expect(sql('update device_sellable_days set open_ms = open_ms + 1')).rejects.toThrow('sum_check');
  });
});
