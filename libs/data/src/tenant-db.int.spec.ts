import type { Actor } from '@coffee/platform/context';
import { systemActor } from '@coffee/platform/context';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { DeviceEntity, DeviceStateEntity, LocationEntity } from './entities';
import { Conditions, type ListSpec } from './list-query';

const DEVICES: ListSpec = {
  entity: DeviceEntity,
  alias: 'd',
  from: 'devices d',
  select: 'd.device_id, d.status',
  sorts: {
    device_id: { expression: 'd.device_id', type: 'text' },
    status: { expression: 'd.status', type: 'text' },
  },
  defaultSort: 'device_id',
  key: { expression: 'd.device_id', type: 'text' },
};

interface Row {
  device_id: string;
}

describe('tenant access', () => {
  let database: TestDatabase;
  let ours: Actor;
  let mine: DeviceEntity[];
  let theirs: DeviceEntity;

  beforeAll(async () => {
    database = await createTestDatabase();
    const make = new Factories(database.dataSource);
    const [merchant, other] = [await make.merchant(), await make.merchant()];
    mine = [];
    for (let index = 0; index < 25; index += 1) {
      mine.push(
        await make.device({
          deviceId: `M-${String(index).padStart(2, '0')}`,
          merchantId: merchant.id,
          status: index % 2 === 0 ? 'online' : 'offline',
        }),
      );
    }
    theirs = await make.device({ deviceId: 'THEIRS', merchantId: other.id });
    ours = { ...systemActor(), source: 'user', role: 'ops', merchantId: merchant.id };
  });
  afterAll(() => database.drop());

  it('finds no row of another merchant, by whatever way', async () => {
    const { deviceId } = theirs;
    const access = database.db.for(ours);
    expect(await access.find(DeviceEntity, { deviceId })).toBeNull();
    expect(await access.find(DeviceStateEntity, { deviceId })).toBeNull();
    expect(await access.exists(DeviceEntity, { deviceId })).toBe(false);
    expect(
      await access.query(
        (scope) => `select 1 from devices d where ${scope(DeviceEntity, 'd')} and device_id = 'THEIRS'`,
      ),
    ).toEqual([]);
    expect(await database.db.for(systemActor()).find(DeviceEntity, { deviceId })).not.toBeNull();
  });

  it('neither changes nor makes one', async () => {
    await database.db.transaction(ours, async (tx) => {
      expect(await tx.lock(DeviceEntity, { deviceId: 'THEIRS' })).toBeNull();
      expect(await tx.update(DeviceEntity, { deviceId: 'THEIRS' }, { alias: 'stolen' })).toBe(0);
    });
    const insert = database.db.transaction(ours, (tx) =>
      tx.insert(LocationEntity, { merchantId: Number(theirs.merchantId), name: 'x', timeZone: 'UTC' }),
    );
    await expect(insert).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses a query that names no scope', async () => {
    await expect(database.db.for(ours).query(() => 'select 1')).rejects.toThrow('scope');
  });

  it('pages by number and by cursor through the same rows', async () => {
    const access = database.db.for(ours);
    for (const sort of ['device_id', '-device_id', 'status', '-status']) {
      const all = await access.list<Row>(DEVICES, { where: new Conditions(), pageSize: 200, sort });
      expect(all.pagination).toMatchObject({
        total: 25,
        total_is_estimate: false,
        pages: 1,
        has_next: false,
      });
      const walked: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await access.list<Row>(DEVICES, { where: new Conditions(), pageSize: 7, sort, cursor });
        walked.push(...page.rows.map((row) => row.device_id));
        cursor = page.pagination.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(walked).toEqual(all.rows.map((row) => row.device_id));
      const second = await access.list<Row>(DEVICES, { where: new Conditions(), pageSize: 7, page: 2, sort });
      expect(second.rows.map((row) => row.device_id)).toEqual(walked.slice(7, 14));
      expect(second.pagination).toMatchObject({ page: 2, pages: 4, has_next: true, has_prev: true });
    }
  });

  it('answers an empty page beyond the end, with the true total', async () => {
    const page = await database.db.for(ours).list<Row>(DEVICES, { where: new Conditions(), page: 9 });
    expect(page).toMatchObject({ rows: [], pagination: { total: 25, has_next: false, next_cursor: null } });
  });

  it.each(['nonsense', '"; drop table devices', '--status'])('refuses to sort by %p', async (sort) => {
    const list = database.db.for(ours).list(DEVICES, { where: new Conditions(), sort });
    await expect(list).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', details: { field: 'sort' } });
  });

  it.each([
    'x',
    Buffer.from('[1,2,3]').toString('base64url'),
    Buffer.from('["status","a","b"]').toString('base64url'),
  ])('refuses the cursor %p', async (cursor) => {
    const list = database.db.for(ours).list(DEVICES, { where: new Conditions(), cursor });
    await expect(list).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', details: { field: 'cursor' } });
  });
});
