import { ledgerFaults } from '@coffee/features/stock';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { runCli } from './run-cli';

const SMALL = ['seed-demo', '--devices', '6', '--days', '3'];

describe('the demo', () => {
  let database: TestDatabase;
  let env: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    env = { DATABASE_URL: database.url };
    const run = await runCli([...SMALL, '--if-empty', '--json'], { env });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({ devices: 6, days: 3 });
  });
  afterAll(() => database.drop());

  const rows = <T>(sql: string): Promise<T[]> => database.dataSource.query<T[]>(sql);
  const fingerprint = () =>
    rows(`select (select md5(string_agg(order_id || total_minor || items_summary || payment_status, ',' order by device_id, ordered_at))
            from orders where ordered_at < now() - interval '1 day') as orders,
          (select md5(string_agg(device_id || alias || status || model, ',' order by device_id)) from devices) as devices`);

  it('holds people, places, machines with bins and a history that agrees with itself', async () => {
    const [counts] = await rows(`select
      (select count(*) from merchants) as merchants, (select count(*) from locations) as locations,
      (select count(*) from users where active) as users, (select count(*) from devices) as devices,
      (select count(*) from recipes where status = 'published') as recipes, (select count(*) from packages) as packages,
      (select count(*) from device_bins) as bins, (select count(*) from materials) as materials,
      (select count(*) from device_models where 'open_door' = any(command_types)) as with_door`);
    expect(counts).toEqual({
      merchants: 2,
      locations: 5,
      users: 4,
      devices: 6,
      recipes: 6,
      packages: 1,
      bins: 30,
      materials: 5,
      with_door: 1,
    });
    expect(await ledgerFaults(database.db)).toEqual([]);
    expect(await rows('select 1 from bin_forecasts where isfinite(empties_at)')).not.toEqual([]);
    expect(
      await rows(`select o.id from orders o where total_minor <>
      (select sum(qty * unit_price_minor) from order_items i where i.order_id = o.id)`),
    ).toEqual([]);
    expect(
      await rows(`select d.device_id from devices d where d.status <>
      (select status from device_status_history h where h.device_id = d.device_id order by at desc, id desc limit 1)`),
    ).toEqual([]);
    expect(
      await rows(
        `select 1 from availability_days where measured_seconds <= 0 or online_seconds > measured_seconds`,
      ),
    ).toEqual([]);
  });

  it('is left alone by --if-empty and asks before it is replaced', async () => {
    const before = await fingerprint();
    expect(await runCli([...SMALL, '--if-empty'], { env })).toEqual({ code: 0, stdout: '', stderr: '' });
    const refused = await runCli(SMALL, { env });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('6 machines');
    expect(await fingerprint()).toEqual(before);
  });

  it('is the same for the same seed, and another one for another', async () => {
    const before = await fingerprint();
    expect(await runCli([...SMALL, '--yes'], { env })).toMatchObject({ code: 0 });
    expect(await fingerprint()).toEqual(before);
    expect(await runCli([...SMALL, '--seed', '2', '--yes'], { env })).toMatchObject({ code: 0 });
    expect(await fingerprint()).not.toEqual(before);
  });

  it('is refused in production', async () => {
    const production = {
      ...env,
      NODE_ENV: 'production',
      SECRET_KEY: 'abcdefghijklmnopqrstuvwxyz-0123456789',
      REDIS_URL: 'redis://127.0.0.1:1',
    };
    const run = await runCli([...SMALL, '--yes'], { env: production });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('NODE_ENV=production');
  });

  it('has day sums that agree with its orders, and reconcile repairs those that do not', async () => {
    expect(await runCli(['reconcile'], { env })).toMatchObject({ code: 0 });
    await rows('update device_days set sales_minor = sales_minor + 1');
    const spoiled = await runCli(['reconcile', '--json'], { env });
    expect(spoiled.code).toBe(1);
    const { differences } = JSON.parse(spoiled.stdout) as { differences: { table: string }[] };
    expect(new Set(differences.map(({ table }) => table))).toEqual(new Set(['device_days']));
    expect(await runCli(['reconcile', '--fix'], { env })).toMatchObject({ code: 0 });
    expect(await runCli(['reconcile'], { env })).toMatchObject({ code: 0 });
  });

  it('has hours and days of availability that agree with orders and histories, and reconcile repairs those too', async () => {
    const spoil = [
      `update merchant_hours set orders = orders + 1 where (merchant_id, day) in (
         select merchant_id, min(day) from merchant_hours where orders > 0 group by 1) and orders > 0`,
      `update outcome_days set made = made + 1 where day = (select min(day) + 1 from outcome_days)`,
      `update device_sellable_days set sellable_ms = sellable_ms - 60000, offline_ms = offline_ms + 60000
       where sellable_ms >= 60000 and day = (select min(day) + 1 from device_sellable_days)`,
      `insert into merchant_sellable_days (merchant_id, day, open_ms, sellable_ms, offline_ms, fault_ms, maintenance_ms,
         short_ms, blocked_ms, unknown_ms) select 1, min(day) - 3, 1, 1, 0, 0, 0, 0, 0, 0 from device_sellable_days`,
    ];
    for (const statement of spoil) await rows(statement);
    const told = await runCli(['reconcile', '--json'], { env });
    expect(told.code).toBe(1);
    const { differences, fixed } = JSON.parse(told.stdout) as {
      differences: { table: string }[];
      fixed: boolean;
    };
    expect(fixed).toBe(false);
    expect(new Set(differences.map(({ table }) => table))).toEqual(
      new Set(['merchant_hours', 'device_sellable_days', 'merchant_sellable_days']),
    );
    // Told, and nothing else: the second look finds the same.
    expect((await runCli(['reconcile', '--json'], { env })).stdout).toBe(told.stdout);
    const mended = await runCli(['reconcile', '--fix'], { env });
    expect(mended).toMatchObject({ code: 0 });
    expect(mended.stdout).toContain('Repaired');
    expect(await runCli(['reconcile'], { env })).toMatchObject({ code: 0 });
    const [entry] = await rows<{ source: string; before: { differences: number } }>(
      `select source, before from audit_entries where action = 'rollups.repaired' order by id desc limit 1`,
    );
    expect(entry).toMatchObject({ source: 'cli', before: { differences: differences.length } });
  });
});
