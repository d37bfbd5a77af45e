import { MerchantEntity } from '@coffee/data/entities';
import { type Actor, actingFor, cliActor, deviceActor } from '@coffee/platform/context';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { AuditTrail } from './audit-trail';
import { AuditReader } from './audit.reader';

const root: Actor = cliActor('root');

describe('the audit trail', () => {
  let database: TestDatabase;
  let trail: AuditTrail;
  let reader: AuditReader;
  let shop: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    trail = new AuditTrail(database.db);
    reader = new AuditReader(database.db);
    const merchants = database.dataSource.getRepository(MerchantEntity);
    const settings = {
      timeZone: 'UTC',
      currency: 'CNY',
      autoRefund: { enabled: false, maxAmountMinor: 0, maxPerDeviceDay: 3, maxPerHour: 20 },
    };
    shop = (await merchants.save({ name: 'Shop', settings })).id;
    await trail.recordAs(root, {
      action: 'order.flagged',
      targetType: 'order',
      targetId: 7,
      summary: 'Flagged',
    });
    await trail.recordAs(actingFor(root, shop), {
      action: 'device.updated',
      targetType: 'device',
      targetId: 'CM-1',
      summary: 'Moved',
      before: { location_id: 1, token_hash: 'a' },
      after: { location_id: 2, token_hash: 'b' },
    });
    await trail.recordAs(deviceActor('CM-1', '10.0.0.1', 'req-1'), {
      action: 'device.registered',
      targetType: 'device',
      targetId: 'CM-1',
      summary: 'Registered',
      merchantId: shop,
    });
  });
  afterAll(() => database.drop());

  const actions = async (actor: Actor, query: Parameters<AuditReader['list']>[1]) =>
    (await reader.list(actor, query)).items.map(({ action }) => action);

  it('tells the newest first, with who, from where, and what changed', async () => {
    const { items } = await reader.list(root, {});
    expect(items.map(({ action }) => action)).toEqual([
      'device.registered',
      'device.updated',
      'order.flagged',
    ]);
    expect(items[0]).toMatchObject({
      source: 'device',
      actor_name: 'CM-1',
      ip: '10.0.0.1',
      request_id: 'req-1',
      merchant_id: shop,
    });
    expect(items[1]).toMatchObject({
      before: { location_id: 1, token_hash: '[masked]' },
      after: { location_id: 2, token_hash: '[masked]' },
    });
    expect(items[2]).toMatchObject({ target_id: '7', before: null, after: null });
  });

  it('combines its filters', async () => {
    expect(await actions(root, { action: ['order.flagged', 'device.updated'] })).toEqual([
      'device.updated',
      'order.flagged',
    ]);
    expect(
      await actions(root, { target_type: ['device'], target_id: 'CM-1', action: ['device.updated'] }),
    ).toEqual(['device.updated']);
    expect(await actions(root, { actor_id: 1 })).toEqual([]);
    expect(await actions(root, { from: '2100-01-01T00:00:00Z' })).toEqual([]);
    expect(await actions(root, { to: '2100-01-01T00:00:00+08:00' })).toHaveLength(3);
  });

  it('shows a person of one merchant the entries of that merchant alone', async () => {
    expect(await actions(actingFor(root, shop), {})).toEqual(['device.registered', 'device.updated']);
    expect(await actions(actingFor(root, shop + 1), {})).toEqual([]);
  });

  it('cannot be edited, not even by SQL', async () => {
    for (const statement of [
      `update audit_entries set summary = ''`,
      'delete from audit_entries',
      'truncate audit_entries',
    ]) {
      await expect(database.dataSource.query(statement)).rejects.toThrow('append-only');
    }
  });

  it('is not there without the deed, nor the deed without it', async () => {
    const failing = database.db.transaction(root, async (tx) => {
      await trail.record(tx, root, { action: 'x.failed', targetType: 'x', targetId: 1, summary: '' });
      throw new Error('the deed failed');
    });
    await expect(failing).rejects.toThrow('the deed failed');
    expect(await actions(root, { action: ['x.failed'] })).toEqual([]);
  });
});
