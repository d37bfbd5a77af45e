import { AuditEntryEntity, DeviceEntity, TaskEntity } from '@coffee/data/entities';
import { SystemClock } from '@coffee/platform/clock';
import { type Actor, actingFor, cliActor } from '@coffee/platform/context';
import { PreconditionFailed, ValidationFailed } from '@coffee/platform/errors';
import type { LivePublisher } from '@coffee/platform/live';
import type { JobQueue } from '@coffee/platform/queue';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { AuditTrail } from '../audit';
import { TasksService } from '../tasks';
import { LocationsReader } from './locations.reader';
import { LocationsService } from './locations.service';
import { LocationNotFound, MerchantNotFound, MerchantsOutOfReach } from './merchants.errors';
import { MerchantsReader } from './merchants.reader';
import { MerchantsService } from './merchants.service';

const root: Actor = cliActor('root');

describe('merchants and locations', () => {
  let database: TestDatabase;
  let merchants: MerchantsService;
  let merchantsReader: MerchantsReader;
  let locations: LocationsService;
  let locationsReader: LocationsReader;

  beforeAll(async () => {
    database = await createTestDatabase();
    const audit = new AuditTrail(database.db);
    merchantsReader = new MerchantsReader(database.db);
    const queue = { ring: () => Promise.resolve() } as unknown as JobQueue;
    const tasks = new TasksService(
      database.db,
      queue,
      {} as LivePublisher,
      new SystemClock(),
      new AuditTrail(database.db),
    );
    merchants = new MerchantsService(database.db, audit, merchantsReader, tasks);
    locationsReader = new LocationsReader(database.db);
    locations = new LocationsService(database.db, audit, locationsReader);
  });
  afterAll(() => database.drop());
  beforeEach(() => database.dataSource.query('truncate users, merchants, locations, devices, tasks cascade'));

  const auditOf = (targetType: string) =>
    database.dataSource
      .getRepository(AuditEntryEntity)
      .find({ where: { targetType }, order: { id: 'desc' }, take: 1 });

  it('gives a new merchant the default settings', async () => {
    const merchant = await merchants.create(root, { name: '晨光咖啡' });
    expect(merchant).toMatchObject({
      status: 'active',
      contact: null,
      device_count: 0,
      settings: {
        time_zone: 'Asia/Shanghai',
        currency: 'CNY',
        auto_refund: { enabled: false, max_amount: 0, max_per_device_day: 3, max_per_hour: 20 },
      },
    });
  });

  it('merges a change of settings into what is stored, in minor units', async () => {
    const { id } = await merchants.create(root, { name: 'A', settings: { time_zone: 'Europe/Berlin' } });
    await merchants.update(root, id, { settings: { auto_refund: { enabled: true, max_amount: 25.5 } } });
    const changed = await merchants.update(root, id, { settings: { currency: 'EUR' } });
    expect(changed.settings).toEqual({
      time_zone: 'Europe/Berlin',
      currency: 'EUR',
      auto_refund: { enabled: true, max_amount: 25.5, max_per_device_day: 3, max_per_hour: 20 },
    });
    const [row] = await database.dataSource.query<{ settings: unknown }[]>('select settings from merchants');
    expect(row?.settings).toMatchObject({ autoRefund: { maxAmountMinor: 2550 } });
    expect((await auditOf('merchant'))[0]).toMatchObject({
      action: 'merchant.updated',
      before: { settings: { currency: 'CNY' } },
      after: { settings: { currency: 'EUR' } },
    });
  });

  it('has its days summed anew when its zone changes, and only then', async () => {
    const { id } = await merchants.create(root, { name: 'A' });
    await database.dataSource.query(`insert into devices (device_id, merchant_id) values ('CM-1', $1)`, [id]);
    await database.dataSource.query(
      `insert into orders (order_id, device_id, merchant_id, total_minor, currency, payment_method, payment_status,
         fulfilment_status, items_summary, device_ts, ordered_at, fingerprint)
       values ('1', 'CM-1', $1, 1200, 'CNY', 'wechat', 'paid', 'completed', 'Latte',
         '2026-03-05T20:00:00Z', '2026-03-05T20:00:00Z', '')`,
      [id],
    );
    const tasks = () => database.dataSource.getRepository(TaskEntity).find();
    await merchants.update(root, id, { name: 'B', settings: { time_zone: 'Asia/Shanghai' } });
    expect(await tasks()).toEqual([]);
    await merchants.update(root, id, { settings: { time_zone: 'Europe/Berlin' } });
    expect(await tasks()).toMatchObject([
      {
        type: 'rebuild_rollups',
        merchantId: id,
        params: { merchant_id: null, from_day: '2026-03-04', to_day: '2026-03-06' },
      },
    ]);
  });

  it('refuses a change of a version that is gone', async () => {
    const { id, version } = await merchants.create(root, { name: 'A' });
    await merchants.update(root, id, { contact: 'Li Wei' }, version);
    await expect(merchants.update(root, id, { name: 'B' }, version)).rejects.toThrow(PreconditionFailed);
  });

  it('shows a user of one merchant that merchant alone and lets nobody bound write it', async () => {
    const own = await merchants.create(root, { name: 'Own' });
    const foreign = await merchants.create(root, { name: 'Foreign' });
    const bound = actingFor(root, own.id);
    expect((await merchantsReader.list(bound, {})).items.map(({ id }) => id)).toEqual([own.id]);
    await expect(merchantsReader.get(bound, foreign.id)).rejects.toThrow(MerchantNotFound);
    await expect(merchants.update(bound, foreign.id, { name: 'X' })).rejects.toThrow(MerchantNotFound);
    await expect(merchants.update(bound, own.id, { name: 'X' })).rejects.toThrow(MerchantsOutOfReach);
    await expect(merchants.create(bound, { name: 'X' })).rejects.toThrow(MerchantsOutOfReach);
  });

  it('finds merchants by a part of name or contact, and takes wildcards literally', async () => {
    await merchants.create(root, { name: 'Lucky 100% Beans', contact: 'Zhang' });
    await merchants.create(root, { name: 'Plain' });
    const found = async (query: string) =>
      (await merchantsReader.list(root, { query })).items.map(({ name }) => name);
    expect(await found('lucky')).toEqual(['Lucky 100% Beans']);
    expect(await found('zhang')).toEqual(['Lucky 100% Beans']);
    expect(await found('%')).toEqual(['Lucky 100% Beans']);
  });

  it('gives a location the zone of its merchant unless it has its own', async () => {
    const merchant = await merchants.create(root, { name: 'A', settings: { time_zone: 'Asia/Tokyo' } });
    const plain = await locations.create(root, { merchant_id: merchant.id, name: 'Lobby' });
    const own = await locations.create(root, {
      merchant_id: merchant.id,
      name: 'Gate',
      time_zone: 'Europe/London',
      lat: 51.47,
      lng: 0,
    });
    expect(plain).toMatchObject({ time_zone: 'Asia/Tokyo', lat: null, address: null });
    expect(own).toMatchObject({ time_zone: 'Europe/London', lat: 51.47, lng: 0 });
    const cleared = await locations.update(root, own.id, { lat: null, lng: null, name: 'Gate 1' });
    expect(cleared).toMatchObject({ name: 'Gate 1', lat: null, lng: null, time_zone: 'Europe/London' });
  });

  it('keeps opening hours whole, clears them, and leaves both in the audit log', async () => {
    const merchant = await merchants.create(root, { name: 'A' });
    const opening_hours = {
      weekly: [{ day: 1, opens: '20:00', closes: '02:00' }],
      exceptions: [{ date: '2026-12-25', spans: [], note: 'Christmas' }],
    };
    const { id } = await locations.create(root, { merchant_id: merchant.id, name: 'Bar', opening_hours });
    expect((await locations.update(root, id, { name: 'Bar 1' })).opening_hours).toEqual(opening_hours);
    expect((await locationsReader.list(root, {})).items[0]).toMatchObject({ opening_hours });
    expect((await locations.update(root, id, { opening_hours: null })).opening_hours).toBeNull();
    expect((await auditOf('location'))[0]).toMatchObject({
      action: 'location.updated',
      before: { opening_hours },
      after: { opening_hours: null },
    });
  });

  it('keeps locations among their merchant', async () => {
    const own = await merchants.create(root, { name: 'Own' });
    const foreign = await merchants.create(root, { name: 'Foreign' });
    const theirs = await locations.create(root, { merchant_id: foreign.id, name: 'Theirs' });
    const bound = actingFor(root, own.id);
    await expect(locations.create(bound, { merchant_id: foreign.id, name: 'X' })).rejects.toThrow(
      ValidationFailed,
    );
    await expect(locations.update(bound, theirs.id, { name: 'X' })).rejects.toThrow(LocationNotFound);
    await expect(locations.remove(bound, theirs.id)).rejects.toThrow(LocationNotFound);
    expect((await locationsReader.list(bound, {})).items).toEqual([]);
    expect((await locationsReader.list(root, { merchant_id: foreign.id })).items).toHaveLength(1);
  });

  it('keeps the machines of a deleted location', async () => {
    const merchant = await merchants.create(root, { name: 'A' });
    const location = await locations.create(root, { merchant_id: merchant.id, name: 'Lobby' });
    const devices = database.dataSource.getRepository(DeviceEntity);
    await devices.save({ deviceId: 'CM-1', merchantId: merchant.id, locationId: location.id });
    expect(await locationsReader.get(root, location.id)).toMatchObject({ device_count: 1 });
    await locations.remove(root, location.id);
    await expect(locationsReader.get(root, location.id)).rejects.toThrow(LocationNotFound);
    expect(await devices.findOneByOrFail({ deviceId: 'CM-1' })).toMatchObject({ locationId: null });
    expect(await merchantsReader.get(root, merchant.id)).toMatchObject({ device_count: 1 });
    expect((await auditOf('location'))[0]).toMatchObject({
      action: 'location.deleted',
      before: { name: 'Lobby' },
      merchantId: merchant.id,
    });
  });
});
