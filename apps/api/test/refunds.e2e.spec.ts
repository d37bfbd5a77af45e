import type { OrderDetail, OrderSums } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import { Refund, RefundAnswer, RefundDetail, RefundQuote } from '@coffee/contract/refunds';
import { loadConfig } from '@coffee/platform/config';
import { eventually } from '@coffee/testing/eventually';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { PaymentSandbox } from '@coffee/testing/payment-sandbox';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const SETTLES_WITHIN_MS = 45_000;

describe('refunds over HTTP, paid by the sandbox of the providers', () => {
  let sandbox: PaymentSandbox;
  let api: TestApi;
  let machine: HttpClient;
  let ops: HttpClient;
  let viewer: HttpClient;
  let stranger: HttpClient;

  beforeAll(async () => {
    sandbox = await PaymentSandbox.start({ strict: false });
    // Rings of other specs' refunds would reach this worker, and ours theirs.
    const redis = new URL(loadConfig().redisUrl);
    redis.pathname = '/11';
    api = await startApi({ worker: true, env: { ...sandbox.env, REDIS_URL: redis.toString() } });
    await sandbox.notifyTo(api.url);
    const factories = new Factories(api.database.dataSource);
    const { id: merchantId } = await factories.merchant();
    await factories.device({ deviceId: 'SHOP-1', merchantId });
    const other = await factories.merchant();
    const clients = [0, 1, 2, 3].map(() => new HttpClient(api.url));
    [machine, ops, viewer, stranger] = clients as [HttpClient, HttpClient, HttpClient, HttpClient];
    await ops.signIn((await factories.user({ role: 'ops', merchantId })).email, TEST_PASSWORD);
    await viewer.signIn((await factories.user({ role: 'viewer', merchantId })).email, TEST_PASSWORD);
    await stranger.signIn((await factories.user({ role: 'ops', merchantId: other.id })).email, TEST_PASSWORD);
  }, 180_000);
  afterAll(async () => {
    await api.stop();
    await sandbox.stop();
  });

  async function sell(orderId: string, method = 'card', txn = `pi_${orderId}`): Promise<void> {
    const reply = await machine.post('/api/v1/devices/SHOP-1/orders/create', {
      order_id: orderId,
      device_ts: new Date().toISOString(),
      items: [{ product_id: 'latte', name: 'Latte', qty: 1, unit_price: 10 }],
      total_price: 10,
      payment_method: method,
      payment_status: 'paid',
      payment_txn_id: txn,
    });
    expect(reply.status).toBe(201);
  }
  const order = async (id: string): Promise<OrderDetail> =>
    (await viewer.get<OrderDetail>(`/api/v1/orders/${id}`)).data;
  const statusOf = async (id: string): Promise<string> =>
    (await viewer.get<RefundDetail>(`/api/v1/refunds/${id}`)).data.refund.status;
  const settled = (id: string, status: string): Promise<void> =>
    eventually(`refund ${id} is ${status}`, async () => (await statusOf(id)) === status, SETTLES_WITHIN_MS);

  it.each([
    ['wechat', '4200001'],
    ['alipay', '2026001'],
    ['card', 'pi_2026001'],
  ])('pays by %s, and order, sums and timeline follow', async (method, txn) => {
    const id = `E2E-${method}`;
    await sell(id, method, txn);
    const quote = await viewer.get<RefundQuote>(`/api/v1/orders/${id}/refund_quote`);
    expect(misfits(RefundQuote, quote.data)).toEqual([]);
    expect(quote.data).toMatchObject({ refundable: 10, configured: true, obstacle: null });
    const path = `/api/v1/orders/${id}/manual_refund`;
    const body = { reason: 'quality', amount: '4.50', note: 'cold' };
    const reply = await ops.post<RefundAnswer>(path, body, { 'Idempotency-Key': id });
    expect([reply.status, misfits(RefundAnswer, reply.data)]).toEqual([202, []]);
    const again = await ops.post<RefundAnswer>(path, body, { 'Idempotency-Key': id });
    expect(again.data.refund.refund_id).toBe(reply.data.refund.refund_id);
    await settled(reply.data.refund.refund_id, 'succeeded');
    const detail = await order(id);
    expect(detail.order).toMatchObject({ payment_status: 'partially_refunded', refunded_amount: 4.5 });
    for (const refund of detail.refunds) expect(misfits(Refund, refund)).toEqual([]);
    const ledger = (await sandbox.ledger()).filter((one) => one.number === reply.data.refund.refund_id);
    expect(ledger).toMatchObject([{ acted: 1, amount_minor: 450, status: 'success' }]);
  });

  it('accepts of 200 requests at once no more than was paid, and the provider pays exactly those', async () => {
    await sell('E2E-rush', 'card', 'pi_rush');
    const path = '/api/v1/orders/E2E-rush/manual_refund';
    const ask = async (n: number, amount?: number): Promise<number> => {
      const body = { reason: 'quality', ...(amount === undefined ? {} : { amount: amount / 100 }) };
      const post = () => ops.post<RefundAnswer>(path, body, { 'Idempotency-Key': `rush-${n}` });
      let reply = await post();
      const isDecided = async (): Promise<boolean> => {
        if ([202, 409].includes(reply.status)) return true;
        // Only a server at its limit may say anything else.
        expect([429, 503]).toContain(reply.status);
        reply = await post();
        return false;
      };
      await eventually(`request ${n} is decided`, isDecided, SETTLES_WITHIN_MS, 50);
      if (reply.status === 202) return Math.round(reply.data.refund.amount * 100);
      expect(reply.body.error?.code).toBe('REFUND_NOT_ALLOWED');
      return 0;
    };
    const wished = Array.from({ length: 200 }, (_, n) => 17 + ((n * 37) % 90));
    const accepted = await Promise.all(wished.map((amount, n) => ask(n, amount)));
    const sum = accepted.reduce((total, amount) => total + amount, 0);
    const smallestRefused = Math.min(...wished.filter((_, n) => accepted[n] === 0));
    expect(sum).toBeLessThanOrEqual(1_000);
    expect(sum + smallestRefused).toBeGreaterThan(1_000);
    const rest = sum < 1_000 ? await ask(200) : 0;
    expect(sum + rest).toBe(1_000);
    await eventually(
      'all of it is refunded',
      async () => (await order('E2E-rush')).order.payment_status === 'refunded',
      SETTLES_WITHIN_MS,
    );
    const ours = (await order('E2E-rush')).refunds.map((one) => [
      one.refund_id,
      Math.round(one.amount * 100),
    ]);
    const theirs = (await sandbox.ledger()).filter(({ payment }) => payment === 'pi_rush');
    expect(theirs.every(({ acted, status }) => acted === 1 && status === 'success')).toBe(true);
    expect(theirs.map((one) => [one.number, one.amount_minor]).sort()).toEqual(ours.sort());
  });

  it('refuses what cannot be, with the code that says why', async () => {
    await sell('E2E-refused');
    const refund = (body: object, client = ops) =>
      client.post('/api/v1/orders/E2E-refused/manual_refund', body);
    const code = async (body: object, client?: HttpClient) => (await refund(body, client)).body.error?.code;
    expect(await code({ reason: 'quality', amount: 10.01 })).toBe('REFUND_NOT_ALLOWED');
    expect(await code({ reason: 'quality', amount: 0 })).toBe('VALIDATION_ERROR');
    expect(await code({ amount: 1 })).toBe('VALIDATION_ERROR');
    expect(await code({ reason: 'quality', colour: 'red' })).toBe('VALIDATION_ERROR');
    expect(await code({ reason: 'quality' }, viewer)).toBe('FORBIDDEN');
    expect(await code({ reason: 'quality' }, stranger)).toBe('ORDER_NOT_FOUND');
    expect((await viewer.get('/api/v1/refunds?status=gone')).body.error?.code).toBe('INVALID_ARGUMENT');
    expect((await viewer.get('/api/v1/refunds/none')).body.error?.code).toBe('INVALID_ARGUMENT');
    expect((await order('E2E-refused')).refunds).toEqual([]);
  });

  it('shows a refund that failed first, and pays it under a new number', async () => {
    await sell('E2E-closed', 'wechat', 'T-closed');
    await sandbox.script({ number: 'T-closed', settles: 'closed', after_queries: 0 });
    const { data } = await ops.post<RefundAnswer>('/api/v1/orders/E2E-closed/manual_refund', {
      reason: 'not_served',
    });
    const id = data.refund.refund_id;
    await settled(id, 'failed');
    expect((await order('E2E-closed')).order).toMatchObject({ payment_status: 'refund_failed' });
    const list = await viewer.get<Page<Refund>>('/api/v1/refunds');
    expect(list.data.items[0]).toMatchObject({ refund_id: id, needs_attention: true });
    await sandbox.script({ number: 'T-closed' });
    // WeChat Pay wants a minute between two refunds of one payment; nobody here waits for it.
    await api.database.dataSource.query(
      `update refunds set submitted_at = submitted_at - interval '2 minutes' where refund_id = $1`,
      [id],
    );
    const retry = await ops.post<RefundAnswer>(`/api/v1/refunds/${id}/retry`);
    expect([retry.status, retry.data.refund.retry_of]).toEqual([202, id]);
    await settled(retry.data.refund.refund_id, 'succeeded');
    expect((await ops.post(`/api/v1/refunds/${id}/retry`)).body.error?.code).toBe('REFUND_NOT_ALLOWED');
    const old = await viewer.get<RefundDetail>(`/api/v1/refunds/${id}`);
    expect(misfits(RefundDetail, old.data)).toEqual([]);
    expect(old.data.refund).toMatchObject({
      status: 'failed',
      needs_attention: false,
      retried_by: retry.data.refund.refund_id,
    });
    expect((await stranger.get<Page<Refund>>('/api/v1/refunds')).data.pagination.total).toBe(0);
  });

  it('sums what the list shows', async () => {
    const sums = await viewer.get<OrderSums>('/api/v1/orders/sums?payment_method=card');
    expect(sums.data).toEqual({
      sums: [{ currency: 'CNY', orders: 3, sales: 30, refunded: 14.5 }],
      counted: 3,
      is_complete: true,
    });
  });
});
