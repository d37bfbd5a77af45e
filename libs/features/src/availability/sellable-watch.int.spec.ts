import { Clock } from '@coffee/platform/clock';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { AlarmLosses } from '../alarms';
import { SalesProfiles } from '../demand';
import { SellableWatch } from './sellable-watch.service';

class SetClock extends Clock {
  at = new Date('2026-03-11T10:30:00Z');
  now(): Date {
    return this.at;
  }
}

describe('the watch over what machines can sell', () => {
  let database: TestDatabase;
  let clock: SetClock;
  let watch: SellableWatch;
  let losses: AlarmLosses;

  const sql = <Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> =>
    database.dataSource.query<Row[]>(text, values);
  const changes = () => sql('select device_id, products, short, blocked from sellable_changes order by id');
  const recipe = (name: string, materials: object) =>
    sql(
      `insert into recipes (name, status, published_at, created_by, schema) values ($1, 'published', now(), 'spec', $2)`,
      [name, { name, materials }],
    );
  const draw = (device: string, bin: number, remaining: number) =>
    sql(
      'update device_bins set remaining = $3, movements = movements + 1 where device_id = $1 and bin_index = $2',
      [device, bin, remaining],
    );

  beforeAll(async () => {
    database = await createTestDatabase();
    clock = new SetClock();
    watch = new SellableWatch(database.db, clock);
    losses = new AlarmLosses(database.db, new SalesProfiles(database.db), clock);
    await sql(`insert into materials (code, name, type, unit) values ('BEAN', 'Beans', 'bean', 'g'), ('MILK', 'Milk', 'powder', 'g'),
      ('MATCHA', 'Matcha', 'powder', 'g'), ('WATER', 'Water', 'water', 'ml')`);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    clock.at = new Date('2026-03-11T10:30:00Z');
    await sql(
      'truncate merchants, devices, device_bins, sellable_states, sellable_changes, product_blocks, packages, alarms, device_hours restart identity cascade',
    );
    await sql('truncate recipes, recipe_amounts restart identity cascade');
    await recipe('Espresso', [{ material_code: 'BEAN', amount: 18 }]);
    await recipe('Latte', [
      { material_code: 'BEAN', amount: 18 },
      { material_code: 'MILK', amount: 20 },
    ]);
    await recipe('Milk', [{ material_code: 'MILK', amount: 40 }]);
    await recipe('Matcha', [{ material_code: 'MATCHA', amount: 5 }]);
    await sql(
      `insert into merchants (name, settings) values ('M', '{"timeZone": "UTC", "currency": "CNY"}')`,
    );
    await sql(
      `insert into devices (device_id, merchant_id, status) values ('A', 1, 'online'), ('B', 1, 'online'), ('C', 1, 'online')`,
    );
    await sql(`insert into device_bins (device_id, bin_index, material_id, remaining, capacity) values
      ('A', 0, 1, 500, 1000), ('A', 1, 2, 500, 1000), ('B', 0, 1, 500, 1000)`);
  });

  it('knows the menu by what a machine has bins for, and finds what lacks a material', async () => {
    await watch.sweep();
    expect(await changes()).toEqual([
      { device_id: 'A', products: 3, short: 0, blocked: 0 },
      { device_id: 'B', products: 1, short: 0, blocked: 0 },
      { device_id: 'C', products: 0, short: 0, blocked: 0 },
    ]);
    // Enough for a latte, not for a cup of milk; then for neither.
    await draw('A', 1, 20);
    await watch.sweep();
    await draw('A', 1, 19.5);
    await watch.sweep();
    await draw('A', 1, 900);
    await watch.sweep();
    expect((await changes()).slice(3)).toEqual([
      { device_id: 'A', products: 3, short: 1, blocked: 0 },
      { device_id: 'A', products: 3, short: 2, blocked: 0 },
      { device_id: 'A', products: 3, short: 0, blocked: 0 },
    ]);
  });

  it('looks only where something moved, and writes only what changed', async () => {
    expect(await watch.sweep()).toBe(3);
    expect(await watch.sweep()).toBe(0);
    await draw('B', 0, 400);
    expect(await watch.sweep()).toBe(1);
    clock.at = new Date(clock.at.getTime() + 11 * 60_000);
    expect(await watch.sweep()).toBe(3);
    expect(await changes()).toHaveLength(3);
  });

  it('counts what two bins hold of one material together', async () => {
    await sql(
      `insert into device_bins (device_id, bin_index, material_id, remaining, capacity) values ('B', 1, 1, 10, 1000)`,
    );
    await draw('B', 0, 10);
    await watch.sweep();
    expect((await changes())[1]).toEqual({ device_id: 'B', products: 1, short: 0, blocked: 0 });
    await draw('B', 1, 7);
    await watch.sweep();
    expect((await changes()).at(-1)).toEqual({ device_id: 'B', products: 1, short: 1, blocked: 0 });
  });

  it('takes blocked products for lost, but not twice when they are short as well', async () => {
    await watch.sweep();
    await sql(`insert into product_blocks (device_id, product_id, name, failures)
      select 'A', product_id::text, name, 3 from recipes where name in ('Latte', 'Espresso')`);
    await watch.sweep();
    await draw('A', 1, 0);
    await watch.sweep();
    expect((await changes()).slice(3)).toEqual([
      { device_id: 'A', products: 3, short: 0, blocked: 2 },
      { device_id: 'A', products: 3, short: 2, blocked: 1 },
    ]);
    await sql('update product_blocks set cleared_at = now()');
    await watch.sweep();
    expect((await changes()).at(-1)).toEqual({ device_id: 'A', products: 3, short: 2, blocked: 0 });
  });

  it('takes the menu of the installed package, whose water may come from a pipe', async () => {
    await recipe('Americano', [
      { material_code: 'BEAN', amount: 18 },
      { material_code: 'WATER', amount: 200 },
    ]);
    const [made] = await sql<{ package_id: string }>(
      `insert into packages (package_id, name, package_version, type, content, md5, sha256, size, manifest, created_by)
       select gen_random_uuid(), 'P', '1', 'recipes', '', '', '', 0,
         jsonb_build_object('recipes', jsonb_agg(jsonb_build_object('product_id', product_id, 'recipe_id', id))), 'spec'
       from recipes where name in ('Americano', 'Latte') returning package_id`,
    );
    await watch.sweep();
    await sql(
      `insert into device_packages (device_id, package_type, installed_package_id) values ('B', 'recipes', $1)`,
      [made?.package_id],
    );
    await watch.sweep();
    // It has beans and no bin for milk: nobody can say that it has none.
    expect((await changes()).at(-1)).toEqual({ device_id: 'B', products: 2, short: 0, blocked: 0 });
    await draw('B', 0, 3);
    await watch.sweep();
    expect((await changes()).at(-1)).toEqual({ device_id: 'B', products: 2, short: 2, blocked: 0 });
  });

  describe('the expected loss of alarms', () => {
    const open = (type: string, device: string | null, slot = '', parent: number | null = null) =>
      sql<{ id: number }>(
        `insert into alarms (type, slot, device_id, merchant_id, severity, first_at, last_at, opened_at, parent_id)
         values ($1, $3, $2, 1, 'warn', now(), now(), now(), $4) returning id`,
        [type, device, slot, parent],
      );
    const lost = async () =>
      Object.fromEntries(
        (
          await sql<{ key: string; loss_minor: number }>(
            `select type || coalesce(' ' || device_id, '') as key, loss_minor from alarms order by id`,
          )
        ).map(({ key, loss_minor }) => [key, loss_minor]),
      );

    beforeEach(async () => {
      // Four weeks of 20.00 an hour from eight to eighteen, every day.
      await sql(
        `insert into device_hours (device_id, hour, orders, sales_minor)
         select d, h, 2, case when extract(hour from h at time zone 'UTC') between 8 and 17 then 2000 else 0 end
         from unnest(array['A', 'B']) d,
           generate_series($1::timestamptz - interval '28 days', $1::timestamptz - interval '1 hour', interval '1 hour') h`,
        [new Date('2026-03-11T10:00:00Z')],
      );
    });

    it('is what the machine sells at this hour, times the share of its menu that the cause stops', async () => {
      await draw('A', 1, 20);
      await watch.sweep();
      await open('offline', 'B');
      await open('material_low', 'A', '1');
      await open('temperature', 'A');
      await open('device_fault', 'C');
      expect(await losses.sweep()).toBe(2);
      expect(await lost()).toEqual({
        'offline B': 2000,
        'material_low A': Math.round(2000 / 3),
        'temperature A': 0,
        'device_fault C': 0,
      });
      expect(await losses.sweep()).toBe(0);
      clock.at = new Date('2026-03-11T17:30:00Z');
      await losses.sweep();
      expect(await lost()).toMatchObject({ 'offline B': 1000 });
      clock.at = new Date('2026-03-11T20:30:00Z');
      await losses.sweep();
      expect(await lost()).toMatchObject({ 'offline B': 0 });
    });

    it('adds the machines of a dark site up, and leaves what is closed alone', async () => {
      const [site] = await open('offline', null, 'site:1');
      await open('offline', 'A', '', site?.id);
      await open('offline', 'B', '', site?.id);
      await losses.sweep();
      expect(await lost()).toEqual({ offline: 4000, 'offline A': 2000, 'offline B': 2000 });
      await sql(`update alarms set status = 'closed', closed_at = now()`);
      clock.at = new Date('2026-03-11T20:30:00Z');
      expect(await losses.sweep()).toBe(0);
      expect(await lost()).toMatchObject({ offline: 4000 });
    });
  });
});
