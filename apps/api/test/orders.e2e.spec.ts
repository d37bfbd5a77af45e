import { DashboardSummary } from '@coffee/contract/dashboard';
import { Order, OrderDetail } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

describe('orders and dashboard over HTTP', () => {
  let api: TestApi;
  let machine: HttpClient;
  let admin: HttpClient;
  let viewer: HttpClient;
  let merchantId: number;

  beforeAll(async () => {
    api = await startApi();
    [machine, admin, viewer] = [new HttpClient(api.url), new HttpClient(api.url), new HttpClient(api.url)];
    const factories = new Factories(api.database.dataSource);
    merchantId = (await factories.merchant()).id;
    await factories.device({ deviceId: 'SHOP-1', merchantId });
    await admin.signIn((await factories.user()).email, TEST_PASSWORD);
    await viewer.signIn((await factories.user({ role: 'viewer', merchantId })).email, TEST_PASSWORD);
    for (const [order_id, price, more] of [
      ['A-1', 10, {}],
      ['A-2', 20.5, { payment_method: 'card' }],
      ['B-1', 30, { payment_status: 'unpaid' }],
    ] as const) {
      const reply = await machine.post('/api/v1/devices/SHOP-1/orders/create', {
        order_id,
        device_ts: new Date().toISOString(),
        items: [{ product_id: 'latte', name: 'Latte', qty: 1, unit_price: price }],
        total_price: price,
        payment_method: 'wechat',
        payment_status: 'paid',
        ...more,
      });
      expect([reply.status, reply.body.order_id, reply.body.message]).toEqual([
        201,
        order_id,
        'Order created',
      ]);
    }
  });
  afterAll(() => api.stop());

  const list = (query: string) => viewer.get<Page<Order>>(`/api/v1/orders${query}`);

  it('lists orders that fit their shape, filtered by what the query says', async () => {
    const all = await list('');
    expect(all.data.pagination.total).toBe(3);
    for (const order of all.data.items) expect(misfits(Order, order)).toEqual([]);
    const ids = async (query: string) => (await list(query)).data.items.map((order) => order.order_id);
    expect(await ids('?payment_method=card,corp')).toEqual(['A-2']);
    expect(await ids('?payment_status=unpaid&query=B')).toEqual(['B-1']);
    expect(await ids('?sort=total_price&max_total=20.5')).toEqual(['A-1', 'A-2']);
    expect(await ids('?exception=true')).toEqual([]);
  });

  it.each([
    'payment_status=gone',
    'sort=colour',
    'from=yesterday',
    'min_total=-1',
    'colour=red',
    'exception=maybe',
    'page=0',
  ])('refuses ?%s by name', async (query) => {
    const reply = await list(`?${query}`);
    expect([reply.status, reply.body.error?.code]).toEqual([400, 'INVALID_ARGUMENT']);
    expect(reply.body.error?.details?.field).toBe(query.split('=')[0]);
  });

  it('shows one order, and a 404 for what is none', async () => {
    const detail = await viewer.get('/api/v1/orders/A-1');
    expect(misfits(OrderDetail, detail.data)).toEqual([]);
    expect((await viewer.get('/api/v1/orders/NONE')).body.error?.code).toBe('ORDER_NOT_FOUND');
    expect((await viewer.get('/api/v1/orders/%20')).body.error?.code).toBe('INVALID_ARGUMENT');
    expect((await viewer.get<Order[]>('/api/v1/devices/SHOP-1/orders?limit=2')).data).toHaveLength(2);
  });

  it('lets operators mark an order and viewers only look', async () => {
    const path = '/api/v1/orders/A-2/exception';
    expect((await viewer.post(path, { reason: 'odd' })).status).toBe(403);
    expect((await admin.post(path, {})).status).toBe(422);
    const marked = await admin.post<{ order: Order }>(path, { reason: 'odd' });
    expect([marked.status, marked.data.order.is_exception]).toEqual([200, true]);
    const cleared = await admin.delete<{ order: Order }>(path);
    expect(cleared.data.order).toMatchObject({ is_exception: false, exception_reason: null });
  });

  it('sums the day up on the dashboard', async () => {
    const summary = await viewer.get<DashboardSummary>('/api/v1/dashboard/summary');
    expect(misfits(DashboardSummary, summary.data)).toEqual([]);
    expect(summary.data).toMatchObject({ orders_today: 2, sales_today: 30.5, device_total: 1 });
    expect(summary.data.trends.sales).toHaveLength(7);
    const foreign = await viewer.get(`/api/v1/dashboard/summary?merchant_id=${merchantId + 1}`);
    expect(foreign.status).toBe(404);
    expect((await viewer.get('/api/v1/dashboard/summary?from=never')).status).toBe(400);
  });
});
