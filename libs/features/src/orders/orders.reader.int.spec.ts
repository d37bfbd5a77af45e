import { OrderQuery } from '@coffee/contract/orders';
import type { CreateOrder } from '@coffee/device-protocol/orders';
import { SystemClock } from '@coffee/platform/clock';
import { actingFor, cliActor } from '@coffee/platform/context';
import type { LivePublisher } from '@coffee/platform/live';
import type { Doorbell } from '@coffee/platform/doorbell';
import { ProcessMetrics } from '@coffee/platform/metrics';
import type { JobQueue } from '@coffee/platform/queue';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { AuditTrail } from '../audit';
import { OrderIngest } from './orders.ingest';
import { OrdersReader } from './orders.reader';
import { OrdersService } from './orders.service';

const NOW = new Date('2026-03-10T12:00:00Z');
const everyone = cliActor('root');
const query = (changes: Partial<OrderQuery> = {}): OrderQuery => Object.assign(new OrderQuery(), changes);

interface Sale {
  id: string;
  device: string;
  minute: number;
  price: number;
  product?: string;
  changes?: Partial<CreateOrder>;
}

/** A-1 … A-3 on CM-1 of the first merchant, B-1 on CM-2 of the second; "TWIN" on both. */
const SALES: Sale[] = [
  { id: 'A-1', device: 'CM-1', minute: 1, price: 10 },
  { id: 'A-2', device: 'CM-1', minute: 2, price: 20, product: 'mocha', changes: { payment_method: 'card' } },
  { id: 'A-3', device: 'CM-1', minute: 3, price: 30, changes: { payment_status: 'unpaid' } },
  { id: 'TWIN', device: 'CM-1', minute: 4, price: 12, changes: { total_price: 13 } },
  { id: 'B-1', device: 'CM-2', minute: 5, price: 12.5, changes: { fulfilment_status: 'completed' } },
  { id: 'TWIN', device: 'CM-2', minute: 6, price: 12 },
];

const queue = { ring: () => Promise.resolve(true) } as unknown as JobQueue;
const doorbell = { ring: () => undefined } as unknown as Doorbell;

describe('OrdersReader', () => {
  let database: TestDatabase;
  let reader: OrdersReader;
  let service: OrdersService;
  let ingest: OrderIngest;

  beforeAll(async () => {
    database = await createTestDatabase();
    const live = { publish: () => undefined } as unknown as LivePublisher;
    reader = new OrdersReader(database.db);
    service = new OrdersService(database.db, reader, new AuditTrail(database.db), live, new SystemClock());
    ingest = new OrderIngest(database.dataSource, live, new ProcessMetrics(), doorbell, queue);
    await database.dataSource.query(
      `insert into merchants (name, settings) select name, '{"timeZone": "UTC", "currency": "CNY"}' from unnest(array['One', 'Two']) name`,
    );
    await database.dataSource.query(
      `insert into devices (device_id, merchant_id, alias) values ('CM-1', 1, 'Lobby'), ('CM-2', 2, null)`,
    );
    for (const sale of SALES) {
      await ingest.report(
        sale.device,
        {
          order_id: sale.id,
          device_ts: new Date(NOW.getTime() + sale.minute * 60_000).toISOString(),
          items: [{ product_id: sale.product ?? 'latte', name: 'Drink', qty: 1, unit_price: sale.price }],
          total_price: sale.price,
          payment_method: 'wechat',
          payment_status: 'paid',
          ...sale.changes,
        },
        new Date(NOW.getTime() + sale.minute * 60_000),
      );
    }
  });
  afterAll(() => database.drop());

  const ids = async (changes: Partial<OrderQuery>, actor = everyone): Promise<string[]> =>
    (await reader.list(actor, query(changes))).items.map((order) => order.order_id);

  it('lists the newest sale first, with its device and money', async () => {
    const page = await reader.list(everyone, query());
    expect(page.pagination).toMatchObject({ total: 6, page: 1, has_next: false });
    expect(page.items.map((order) => order.order_id)).toEqual(['TWIN', 'B-1', 'TWIN', 'A-3', 'A-2', 'A-1']);
    expect(page.items.at(-1)).toMatchObject({
      order_id: 'A-1',
      device_id: 'CM-1',
      device_alias: 'Lobby',
      merchant_id: 1,
      total_price: 10,
      refunded_amount: 0,
      payment_status: 'paid',
      items_summary: 'Drink',
    });
  });

  it.each<[string, Partial<OrderQuery>, string[]]>([
    ['device_id', { device_id: ['CM-2'] }, ['TWIN', 'B-1']],
    ['merchant_id', { merchant_id: 2 }, ['TWIN', 'B-1']],
    ['location_id', { location_id: 9 }, []],
    ['payment_method', { payment_method: ['card', 'corp'] }, ['A-2']],
    ['payment_status', { payment_status: ['unpaid'] }, ['A-3']],
    ['fulfilment_status', { fulfilment_status: ['completed'] }, ['B-1']],
    ['product_id', { product_id: 'mocha' }, ['A-2']],
    ['exception', { exception: true }, ['TWIN']],
    ['no exception', { exception: false, device_id: ['CM-1'] }, ['A-3', 'A-2', 'A-1']],
    ['the beginning of the id', { query: 'A-' }, ['A-3', 'A-2', 'A-1']],
    ['the id, whose wildcards are letters', { query: 'A_' }, []],
    ['totals', { min_total: 12.5, max_total: 20 }, ['B-1', 'TWIN', 'A-2']],
    ['odd bounds of totals', { min_total: 12.495, max_total: 12.505 }, ['B-1']],
    ['inclusive times', { from: '2026-03-10T12:02:00Z', to: '2026-03-10T20:03:00+08:00' }, ['A-3', 'A-2']],
    ['several fields at once', { device_id: ['CM-1'], payment_method: ['wechat'], max_total: 12 }, ['A-1']],
  ])('filters by %s', async (_name, changes, expected) => {
    expect(await ids(changes)).toEqual(expected);
  });

  it('sorts by the documented fields and no other', async () => {
    expect(await ids({ sort: 'total_price', device_id: ['CM-1'] })).toEqual(['A-1', 'TWIN', 'A-2', 'A-3']);
    expect(await ids({ sort: 'created_at', device_id: ['CM-2'] })).toEqual(['B-1', 'TWIN']);
    await expect(ids({ sort: 'address' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('walks by cursor without gap or repetition', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await reader.list(everyone, query({ page_size: 2, ...(cursor ? { cursor } : {}) }));
      seen.push(...page.items.map((order) => `${order.device_id}/${order.order_id}`));
      cursor = page.pagination.next_cursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(6);
    expect(new Set(seen).size).toBe(6);
  });

  it("keeps each merchant's people among its orders", async () => {
    expect(await ids({}, actingFor(everyone, 2))).toEqual(['TWIN', 'B-1']);
    await expect(reader.get(actingFor(everyone, 2), 'A-1')).rejects.toMatchObject({
      code: 'ORDER_NOT_FOUND',
    });
    await expect(reader.recentOf(actingFor(everyone, 2), 'CM-1', 5)).rejects.toMatchObject({
      code: 'DEVICE_NOT_FOUND',
    });
    expect((await reader.recentOf(everyone, 'CM-1', 2)).map((order) => order.order_id)).toEqual([
      'TWIN',
      'A-3',
    ]);
  });

  it('asks which machine is meant when two used the same id', async () => {
    await expect(reader.get(everyone, 'TWIN')).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { device_ids: ['CM-1', 'CM-2'] },
    });
    expect((await reader.get(everyone, 'TWIN', 'CM-2')).order.device_id).toBe('CM-2');
    expect((await reader.get(actingFor(everyone, 1), 'TWIN')).order.device_id).toBe('CM-1');
  });

  it('shows an order with its lines and its story', async () => {
    await ingest.reportStatus('CM-1', 'A-1', {
      status: 'failed',
      reason: 'no milk',
      timestamp: '2026-03-10T12:01:30Z',
    });
    const detail = await reader.get(everyone, 'A-1');
    expect(detail.items).toEqual([
      { product_id: 'latte', name: 'Drink', qty: 1, unit_price: 10, options: {} },
    ]);
    expect(detail.refunds).toEqual([]);
    expect(detail.timeline).toEqual([
      { event: 'created', at: '2026-03-10T12:01:00.000Z', source: 'device', detail: null },
      { event: 'paid', at: '2026-03-10T12:01:00.000Z', source: 'device', detail: 'wechat' },
      { event: 'failed', at: '2026-03-10T12:01:30.000Z', source: 'device', detail: 'no milk' },
    ]);
    expect((await reader.get(everyone, String(detail.order.id))).order.order_id).toBe('A-1');
  });

  it('marks an order for review and clears the mark, with an audit entry each', async () => {
    const marked = await service.setException(everyone, 'A-2', 'customer called');
    expect(marked.order).toMatchObject({ is_exception: true, exception_reason: 'customer called' });
    await service.setException(everyone, 'A-2', 'customer called');
    const cleared = await service.clearException(everyone, 'A-2');
    expect(cleared.order).toMatchObject({ is_exception: false, exception_reason: null });
    expect(cleared.timeline.map((entry) => entry.event)).toEqual([
      'created',
      'paid',
      'exception_set',
      'exception_cleared',
    ]);
    const audit = await database.dataSource.query<{ action: string; merchant_id: number }[]>(
      `select action, merchant_id from audit_entries where target_type = 'order' order by id`,
    );
    expect(audit).toEqual([
      { action: 'order.exception_set', merchant_id: 1 },
      { action: 'order.exception_cleared', merchant_id: 1 },
    ]);
    await expect(service.setException(actingFor(everyone, 1), 'B-1', 'x')).rejects.toMatchObject({
      code: 'ORDER_NOT_FOUND',
    });
  });
});
