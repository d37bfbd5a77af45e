import type { SearchHit } from '@coffee/contract/search';
import type { MerchantEntity } from '@coffee/data/entities';
import { scopeSql } from '@coffee/data/tenant-scope';
import { type Actor, actingFor, cliActor } from '@coffee/platform/context';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { SEARCH_KINDS } from '@coffee/contract/search';
import { searchStatement } from './search-statement';
import { SearchReader } from './search.reader';

const root = cliActor('root');

describe('SearchReader', () => {
  let database: TestDatabase;
  let reader: SearchReader;
  let make: Factories;
  let ours: MerchantEntity;
  let us: Actor;

  beforeAll(async () => {
    database = await createTestDatabase();
    reader = new SearchReader(database.db);
    make = new Factories(database.dataSource);
    ours = await make.merchant();
    us = actingFor(root, ours.id);
    const theirs = await make.merchant();
    await make.device({ deviceId: 'SH-0100', alias: 'Lobby 虹桥', merchantId: ours.id });
    await make.device({ deviceId: 'SH-0100-B', merchantId: ours.id });
    await make.device({ deviceId: 'BJ-SH-0100', merchantId: theirs.id });
    await make.location(ours, { name: 'Gate 12', address: '上海市闵行区申贵路' });
    await make.location(theirs, { name: 'Gate 13' });
    await make.user({ email: 'gate.keeper@example.com', name: 'Keeper', merchantId: ours.id });
    const run = (sql: string, values: unknown[] = []) => database.dataSource.query(sql, values);
    await run(
      `insert into materials (code, name, type, unit) values ('OAT', 'Oat milk 100%_pure', 'liquid', 'ml')`,
    );
    for (const [deviceId, merchant, prefix] of [
      ['SH-0100', ours.id, 'ORD_A'],
      ['BJ-SH-0100', theirs.id, 'ORD_B'],
      ['BJ-SH-0100', theirs.id, 'MIX'],
    ] as const)
      await run(
        `insert into orders (order_id, device_id, merchant_id, total_minor, currency, payment_method, payment_status,
           fulfilment_status, items_summary, device_ts, ordered_at, fingerprint)
         select $1 || '_' || n, $2, $3, 100, 'CNY', 'wechat', 'paid', 'completed', 'Latte', now(), now(), ''
         from generate_series(1, 6000) n`,
        [prefix, deviceId, merchant],
      );
    await run(`update orders set order_id = 'MIX_Z' where order_id = 'ORD_A_6000'`);
    await run(
      `insert into devices (device_id, merchant_id, model)
       select 'BULK-' || n, $1, 'CoffeePro-A' from generate_series(1, 20000) n`,
      [theirs.id],
    );
    await run('analyze');
  });
  afterAll(() => database.drop());

  const names = (hits: SearchHit[], kind?: string): string[] =>
    hits.filter((hit) => kind === undefined || hit.kind === kind).map(({ id }) => id);

  it('puts the whole name before its beginning, and that before a part of it', async () => {
    const hits = await reader.search(root, { q: 'sh-0100' });
    expect(names(hits, 'device')).toEqual(['SH-0100', 'SH-0100-B', 'BJ-SH-0100']);
    expect(hits[0]).toMatchObject({ title: 'Lobby 虹桥', detail: 'SH-0100 · CoffeePro-A' });
  });

  it('finds Chinese by two characters, in names and in addresses', async () => {
    expect(names(await reader.search(root, { q: '虹桥' }), 'device')).toEqual(['SH-0100']);
    const [hit] = await reader.search(root, { q: '申贵' });
    expect(hit).toMatchObject({ kind: 'location', title: 'Gate 12' });
  });

  it('finds an order by the beginning of its number, with the machine that made it', async () => {
    const hits = await reader.search(root, { q: 'ORD_A_599' });
    expect(hits[0]).toMatchObject({ kind: 'order', id: 'ORD_A_599', device_id: 'SH-0100' });
    expect(names(hits, 'order')).toHaveLength(5);
    expect(names(await reader.search(root, { q: 'RD_A_599' }), 'order')).toEqual([]);
  });

  it('takes wildcards of SQL for what they are', async () => {
    expect(names(await reader.search(root, { q: '100%_p' }), 'material')).toHaveLength(1);
    expect(await reader.search(root, { q: '%%' })).toEqual([]);
    expect(names(await reader.search(root, { q: 'ORD_A%' }), 'order')).toEqual([]);
  });

  it("shows nothing of another merchant's, and users to administrators alone", async () => {
    expect(names(await reader.search(us, { q: 'sh-0100' }), 'device')).toEqual(['SH-0100', 'SH-0100-B']);
    expect((await reader.search(us, { q: 'gate' })).map(({ kind, title }) => [kind, title])).toEqual([
      ['location', 'Gate 12'],
      ['user', 'Keeper'],
    ]);
    expect(names(await reader.search(us, { q: 'ORD_B_1' }), 'order')).toEqual([]);
    const viewer: Actor = { ...us, role: 'viewer' };
    expect((await reader.search(viewer, { q: 'gate' })).map(({ kind }) => kind)).toEqual(['location']);
  });

  it("finds an order behind many of another merchant's that begin alike", async () => {
    expect(names(await reader.search(us, { q: 'MIX_' }), 'order')).toEqual(['MIX_Z']);
  });

  it.each([
    ['who sees all', () => root, ['devices_search_text_idx', 'orders_order_id_idx']],
    ['of a merchant', () => us, ['orders_merchant_order_id_idx']],
  ])('reads for one %s no table of machines or orders from end to end', async (_who, actorOf, indexes) => {
    const sql = searchStatement(SEARCH_KINDS)((entity, alias) => scopeSql(actorOf(), entity, alias));
    const rows = await database.dataSource.query<{ 'QUERY PLAN': string }[]>(`explain ${sql}`, [
      '%bulk-19999%',
      'bulk-19999',
      'ORD\\_A\\_599%',
    ]);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    for (const index of indexes) expect(plan).toContain(index);
    expect(plan).not.toMatch(/Seq Scan on (devices|orders)/);
  });
});
