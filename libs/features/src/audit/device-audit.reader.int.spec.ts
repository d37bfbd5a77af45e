import { scopeSql } from '@coffee/data/tenant-scope';
import { actingFor, cliActor, deviceActor, systemActor, type Actor } from '@coffee/platform/context';
import { InvalidArgument, NotFound } from '@coffee/platform/errors';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { AuditTrail } from './audit-trail';
import { DeviceAuditReader, deviceAuditSql } from './device-audit.reader';

const root: Actor = cliActor('root');
const ROWS = 200_000;
const CHUNK = 100_000;

interface PlanNode {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

describe('the history of what was done to a machine', () => {
  let database: TestDatabase;
  let trail: AuditTrail;
  let reader: DeviceAuditReader;
  let shop: number;
  let other: number;
  const batches: string[] = [];

  const query = <Row>(sql: string, values: unknown[] = []) => database.dataSource.query<Row[]>(sql, values);
  const entry = (action: string, targetType: string, targetId: string, merchantId: number | null = shop) => ({
    action,
    targetType,
    targetId,
    summary: action,
    merchantId,
  });
  const batchFor = async (deviceIds: string[]): Promise<string> => {
    const [batch] = await query<{ id: string }>(
      `insert into command_batches (batch_id, type, merchant_id, created_by) values (gen_random_uuid(), 'sync', $1, 'root')
       returning batch_id as id`,
      [shop],
    );
    const id = batch?.id ?? '';
    for (const deviceId of deviceIds)
      await query(
        `insert into commands (command_id, device_id, batch_id, type, payload, status, actor, expires_at)
         values (gen_random_uuid(), $1, $2, 'sync', '{}', 'success', 'root', now())`,
        [deviceId, id],
      );
    return id;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    trail = new AuditTrail(database.db);
    reader = new DeviceAuditReader(database.db);
    const make = new Factories(database.dataSource);
    [shop, other] = [(await make.merchant()).id, (await make.merchant()).id];
    for (const deviceId of ['CM-1', 'CM-10', 'CM-1X']) await make.device({ deviceId, merchantId: shop });
    await make.device({ deviceId: 'ELSEWHERE', merchantId: other });
    await query(
      `insert into device_bins (device_id, bin_index, remaining) values ('CM-1', 0, 0), ('CM-1', 1, 0), ('CM-10', 0, 0)`,
    );
    batches.push(await batchFor(['CM-1', 'CM-10']), await batchFor(['CM-10']));
    const done: [Actor, ReturnType<typeof entry>][] = [
      [root, entry('device.registered', 'device', 'CM-1')],
      [actingFor(root, shop), entry('device.updated', 'device', 'CM-1')],
      [deviceActor('CM-1', null), entry('device.status_changed', 'device', 'CM-1')],
      [root, entry('bin.bound', 'bin', 'CM-1/1')],
      [root, entry('bin.bound', 'bin', 'CM-10/0')],
      [root, entry('command.dispatched', 'batch', batches[0] ?? '')],
      [root, entry('command.dispatched', 'batch', batches[1] ?? '')],
      [systemActor(), entry('command.expired', 'device', 'CM-1')],
      [root, entry('device.moved', 'device', 'CM-1', other)],
      [root, entry('device.updated', 'device', 'CM-1X')],
      [root, entry('order.flagged', 'order', 'CM-1')],
    ];
    for (const [actor, record] of done) await trail.recordAs(actor, record);
    // The rest of the log: everybody's, this machine's own words among them, over months.
    for (let from = 1; from <= ROWS; from += CHUNK)
      await query(
        `insert into audit_entries (action, target_type, target_id, summary, source, merchant_id, created_at)
         select case n % 4 when 0 then 'device.updated' else 'device.status_changed' end, 'device',
           case n % 20 when 1 then 'CM-1' else 'BULK-' || n % 3000 end, 'bulk', 'device', $1,
           now() - n * interval '10 seconds'
         from generate_series($2::integer, $3::integer) n`,
        [shop, from, from + CHUNK - 1],
      );
    await query('analyze audit_entries');
  });
  afterAll(() => database?.drop());

  const actionsOf = async (actor: Actor, deviceId: string, asked = {}) =>
    (await reader.list(actor, deviceId, asked)).items.map(({ action }) => action);

  it('is of the machine, its bins and the batches it was part of, newest first', async () => {
    expect(await actionsOf(root, 'CM-1')).toEqual([
      'device.moved',
      'command.expired',
      'command.dispatched',
      'bin.bound',
      'device.updated',
      'device.registered',
    ]);
    expect(await actionsOf(root, 'CM-10')).toEqual(['command.dispatched', 'command.dispatched', 'bin.bound']);
  });

  it('can be of one kind of actor', async () => {
    expect(await actionsOf(root, 'CM-1', { source: ['system'] })).toEqual(['command.expired']);
  });

  it('shows a merchant’s people their own entries, of their own machines', async () => {
    const ours = actingFor(systemActor(), shop);
    expect(await actionsOf(ours, 'CM-1')).not.toContain('device.moved');
    expect(await actionsOf(ours, 'CM-1')).toHaveLength(5);
    for (const deviceId of ['ELSEWHERE', 'NOWHERE'])
      await expect(reader.list(ours, deviceId, {})).rejects.toBeInstanceOf(NotFound);
    await expect(reader.list(actingFor(systemActor(), other), 'CM-1', {})).rejects.toBeInstanceOf(NotFound);
  });

  it('is read page by page, each entry once, entries of one moment too', async () => {
    const at = new Date('2026-01-01T00:00:00.123Z');
    await query(
      `insert into audit_entries (action, target_type, target_id, summary, source, merchant_id, created_at)
       select 'device.updated', 'device', 'CM-1X', n::text, 'cli', $1, $2 from generate_series(1, 25) n`,
      [shop, at],
    );
    const seen: string[] = [];
    let cursor: string | null | undefined;
    let pages = 0;
    do {
      const page = await reader.list(root, 'CM-1X', { limit: 10, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ id }) => String(id)));
      cursor = page.next_cursor;
      pages += 1;
    } while (cursor);
    expect([pages, seen.length, new Set(seen).size]).toEqual([3, 26, 26]);
  });

  it.each([
    'x',
    Buffer.from('["-created_at","no time","1"]').toString('base64url'),
    Buffer.from('["-created_at","2026-02-30 00:00:00+00","1"]').toString('base64url'),
    Buffer.from('["-created_at","2026-02-03 00:00:00+00","99999999999999999999"]').toString('base64url'),
    Buffer.from('["created_at","2026-02-03 00:00:00+00","1"]').toString('base64url'),
    Buffer.from('{}').toString('base64url'),
  ])('refuses the cursor %s by name', async (cursor) => {
    const refused = reader.list(root, 'CM-1', { cursor });
    await expect(refused).rejects.toBeInstanceOf(InvalidArgument);
    await expect(refused).rejects.toMatchObject({ details: { field: 'cursor' } });
  });

  it.each([
    ['who sees all', () => root],
    ['of a merchant', () => actingFor(systemActor(), shop)],
  ])('reads for one %s no more of the log than it shows', async (_who, actorOf) => {
    const sql = deviceAuditSql((entity, alias) => scopeSql(actorOf(), entity, alias));
    const [answer] = await query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `explain (analyze, format json) ${sql}`,
      ['CM-1', 'infinity', String(2n ** 63n - 1n), null, 51],
    );
    const read = (node: PlanNode): number =>
      (node['Relation Name']?.startsWith('audit_entries')
        ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
        : 0) + (node.Plans ?? []).reduce((sum, inner) => sum + read(inner), 0);
    const plan = answer?.['QUERY PLAN'][0].Plan as PlanNode;
    expect(read(plan)).toBeLessThan(50);
  });
});
