import { actingFor, cliActor } from '@coffee/platform/context';
import { Clock } from '@coffee/platform/clock';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { StockForecasts } from './forecasts.service';
import { PickListReader } from './pick-list.reader';
import { RefillsReader } from './refills.reader';
import { StockUsage } from './usage.reader';

const root = cliActor('root');

class MovableClock extends Clock {
  at = new Date('2026-03-11T10:00:00Z');
  now(): Date {
    return this.at;
  }
}

describe('the refill board', () => {
  let database: TestDatabase;
  let clock: MovableClock;
  let forecasts: StockForecasts;
  let board: RefillsReader;
  let picks: PickListReader;
  let merchantId: number;
  let otherId: number;

  const sql = (text: string, values: unknown[] = []): Promise<unknown> =>
    database.dataSource.query(text, values);

  beforeAll(async () => {
    database = await createTestDatabase();
    clock = new MovableClock();
    const { db, dataSource } = database;
    const usage = new StockUsage(db, clock);
    forecasts = new StockForecasts(db, usage, clock);
    board = new RefillsReader(db, usage, clock);
    picks = new PickListReader(db, clock);
    const make = new Factories(dataSource);
    const merchant = await make.merchant();
    merchantId = merchant.id;
    otherId = (await make.merchant()).id;
    const location = await make.location(merchant, { name: 'Lobby' });
    await make.device({ deviceId: 'A', merchantId, locationId: location.id });
    await make.device({ deviceId: 'B', merchantId, locationId: location.id });
    await make.device({ deviceId: 'C', merchantId: otherId });
    await sql(
      `insert into materials (code, name, type, unit) values ('BEAN', 'Beans', 'bean', 'g'), ('MILK', 'Milk', 'powder', 'g')`,
    );
    await sql(`insert into device_bins (device_id, bin_index, material_id, remaining, capacity, unit) values
      ('A', 0, 1, 240, 1000, 'g'), ('A', 1, 2, 900, 1000, 'g'), ('B', 0, 1, 60, 1000, 'g'), ('B', 1, 2, 500, 1000, 'g'),
      ('C', 0, 1, 120, 1000, 'g')`);
    // Ten grams and a cup for 16.00 in every hour of four weeks; nobody ever took milk out of B.
    await sql(
      `insert into bin_hours (device_id, bin_index, material_id, hour, amount, cups, sales_minor)
       select b.device_id, b.bin_index, b.material_id, h, 10, 1, 1600
       from device_bins b, generate_series($1::timestamptz - interval '28 days', $1::timestamptz - interval '1 hour', interval '1 hour') h
       where not (b.device_id = 'B' and b.bin_index = 1)`,
      [clock.at],
    );
  });
  afterAll(() => database.drop());

  const shown = async (query: Parameters<RefillsReader['list']>[1], actor = root) =>
    (await board.list(actor, query)).items.map(
      ({ device_id, bin_index, hours_left }) => [device_id, bin_index, hours_left] as const,
    );

  it('lists what runs out first, page by page, and what is never used last', async () => {
    expect(await forecasts.sweep()).toBe(5);
    expect(await shown({})).toEqual([
      ['B', 0, 6],
      ['C', 0, 12],
      ['A', 0, 24],
      ['A', 1, 90],
      ['B', 1, null],
    ]);
    const first = await board.list(root, { page_size: 3 });
    const cursor = first.pagination.next_cursor ?? '';
    expect(await shown({ page_size: 3, cursor })).toEqual([
      ['A', 1, 90],
      ['B', 1, null],
    ]);
    expect(await shown({ horizon_hours: 12 })).toEqual([
      ['B', 0, 6],
      ['C', 0, 12],
    ]);
    expect(await shown({ material: ['MILK'] })).toHaveLength(2);
    expect(await shown({}, actingFor(root, otherId))).toEqual([['C', 0, 12]]);
    expect(await shown({ merchant_id: merchantId }, actingFor(root, otherId))).toEqual([]);
  });

  it('says what an empty bin is expected to cost until the horizon', async () => {
    const [first] = (await board.list(root, { horizon_hours: 48 })).items;
    // 42 hours without beans, 16.00 in each.
    expect(first).toMatchObject({
      device_id: 'B',
      cups_left: 6,
      expected_loss: 672,
      refill_amount: 940,
      currency: 'CNY',
      empties_at: '2026-03-11T16:00:00.000Z',
    });
  });

  it('looks anew at what was refilled or has fallen far at once, and at what is used after a while', async () => {
    await sql(
      `update device_bins set remaining = 1000, movements = 1 where device_id = 'B' and bin_index = 0`,
    );
    await sql(
      `update device_bins set remaining = remaining * 0.97, movements = 1 where device_id = 'A' and bin_index = 0`,
    );
    expect(await forecasts.sweep()).toBe(1);
    clock.at = new Date(clock.at.getTime() + 11 * 60_000);
    expect(await forecasts.sweep()).toBe(1);
    await sql(
      `update device_bins set remaining = 100, movements = 2 where device_id = 'A' and bin_index = 0`,
    );
    expect(await forecasts.sweep()).toBe(1);
    expect(await forecasts.sweep()).toBe(0);
    const [first] = await shown({ merchant_id: merchantId });
    expect(first?.slice(0, 2)).toEqual(['A', 0]);
  });

  it('adds up what to bring to each place', async () => {
    const { places, is_cut } = await picks.make(root, { merchant_id: merchantId });
    expect(is_cut).toBe(false);
    expect(places).toHaveLength(1);
    expect(places[0]?.totals).toEqual([
      { material_code: 'BEAN', material_name: 'Beans', unit: 'g', amount: 900, bins: 1 },
      { material_code: 'MILK', material_name: 'Milk', unit: 'g', amount: 600, bins: 2 },
    ]);
  });
});
