import { RefundQuery } from '@coffee/contract/refunds';
import { loadConfig } from '@coffee/platform/config';
import { actingFor, cliActor, systemActor } from '@coffee/platform/context';
import { isDatabaseUnavailable } from '@coffee/platform/errors';
import { QueueModule } from '@coffee/platform/queue';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { startFeatures } from '@coffee/testing/start-features';
import type { TestingModule } from '@nestjs/testing';
import { RefundNotices } from '../payments';
import { RollupsService } from '../reports';
import {
  OrderIngest,
  OrderJudgements,
  OrdersModule,
  OrdersReader,
  OrderSweep,
  ProductBlocks,
  RefundRuns,
  RefundsReader,
  RefundsService,
} from './index';

const person = cliActor('spec');
const redisUrl = new URL(loadConfig().redisUrl);
redisUrl.pathname = '/12';

interface OrderRow {
  id: number;
  total_minor: number;
  refunded_minor: number;
  open_refund_minor: number;
  payment_status: string;
  fulfilment_status: string;
  is_exception: boolean;
  exception_reason: string | null;
}

describe('refunds', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let make: Factories;
  let ingest: OrderIngest;
  let refunds: RefundsService;
  let runs: RefundRuns;
  let counter = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    make = new Factories(database.dataSource);
    app = await startFeatures(database, {
      imports: [OrdersModule, QueueModule.producer()],
      redisDatabase: 12,
    });
    ingest = app.get(OrderIngest);
    refunds = app.get(RefundsService);
    runs = app.get(RefundRuns);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const sql = <T>(text: string, values: unknown[] = []): Promise<T[]> =>
    database.dataSource.query(text, values);
  const stored = async (orderId: string): Promise<OrderRow> =>
    (await sql<OrderRow>('select * from orders where order_id = $1', [orderId]))[0] as OrderRow;

  async function shop(
    autoRefund: Record<string, unknown> = {},
  ): Promise<{ merchantId: number; deviceId: string }> {
    const policy = {
      enabled: false,
      maxAmountMinor: 5_000,
      maxPerDeviceDay: 3,
      maxPerHour: 20,
      ...autoRefund,
    };
    const settings = { timeZone: 'Asia/Shanghai', currency: 'CNY', autoRefund: policy };
    const { id: merchantId } = await make.merchant({ settings });
    const { deviceId } = await make.device({ merchantId });
    return { merchantId, deviceId };
  }

  async function sell(
    deviceId: string,
    more: {
      price?: number;
      method?: string;
      status?: 'completed';
      paid?: boolean;
      product?: string;
    } = {},
  ): Promise<string> {
    const { price = 10, method = 'corp', paid = true, product = 'latte', status } = more;
    const orderId = `R-${(counter += 1)}`;
    const order = {
      order_id: orderId,
      device_ts: new Date().toISOString(),
      items: [{ product_id: product, name: product, qty: 1, unit_price: price }],
      total_price: price,
      payment_method: method,
      payment_status: paid ? 'paid' : 'unpaid',
    };
    await ingest.report(deviceId, status ? { ...order, fulfilment_status: status } : order, new Date());
    return orderId;
  }

  const fail = (deviceId: string, orderId: string) =>
    ingest.reportStatus(deviceId, orderId, {
      status: 'failed',
      reason: 'no water',
      timestamp: new Date().toISOString(),
    });
  const judgeAll = async (orderId: string): Promise<void> => {
    const { id } = await stored(orderId);
    await Promise.all(Array.from({ length: 5 }, () => app.get(OrderJudgements).judge(id)));
  };
  const payAll = async (): Promise<void> => {
    const open = await sql<{ refund_id: string }>(
      `select refund_id from refunds where status in ('requested', 'processing', 'unknown')`,
    );
    await Promise.all(open.map(({ refund_id }) => runs.run(refund_id)));
  };
  const paidBack = async (orderId: string): Promise<number> =>
    (
      await sql<{ sum: number }>(
        `select coalesce(sum(amount_minor), 0)::integer as sum from corporate_entries where order_id = $1`,
        [orderId],
      )
    )[0]?.sum ?? 0;

  it('never take more than was paid, when 200 people want parts of one order at once', async () => {
    const { deviceId } = await shop();
    const orderId = await sell(deviceId);
    const wishes = Array.from({ length: 200 }, (_, n) => ((n * 37) % 300) / 100 + 0.01);
    const answers = await Promise.allSettled(
      wishes.map((amount) =>
        refunds.request(
          person,
          orderId,
          { reason: 'quality', amount: Number(amount.toFixed(2)) },
          { deviceId },
        ),
      ),
    );
    const accepted = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value.refund.amount] : []));
    const refused = answers.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as { code: string }] : [],
    );
    // On a machine that is busy with other things some wait too long for their turn: they are told to come again.
    const odd = refused.filter(
      (error) => error.code !== 'REFUND_NOT_ALLOWED' && !isDatabaseUnavailable(error),
    );
    expect(odd).toEqual([]);
    const sum = accepted.reduce((cents, amount) => cents + Math.round(amount * 100), 0);
    expect(sum).toBeLessThanOrEqual(1_000);
    expect(await stored(orderId)).toMatchObject({ open_refund_minor: sum, refunded_minor: 0 });
    await payAll();
    expect(await paidBack(orderId)).toBe(sum);
    expect(await stored(orderId)).toMatchObject({ open_refund_minor: 0, refunded_minor: sum });
  });

  it('settle the order, the day sums, the timeline and the audit together', async () => {
    const { deviceId, merchantId } = await shop();
    const orderId = await sell(deviceId);
    const first = await refunds.request(person, orderId, { reason: 'quality', amount: 4, note: 'cold' });
    expect(first).toMatchObject({
      status: 'processing',
      refund: { amount: 4, status: 'requested', note: 'cold' },
    });
    expect((await stored(orderId)).payment_status).toBe('refund_pending');
    await payAll();
    expect(await stored(orderId)).toMatchObject({
      payment_status: 'partially_refunded',
      refunded_minor: 400,
    });
    const quote = await app.get(RefundsReader).quote(person, orderId);
    expect(quote).toMatchObject({ paid: 10, refunded: 4, in_flight: 0, refundable: 6, obstacle: null });
    await refunds.request(person, orderId, { reason: 'goodwill' });
    await payAll();
    expect(await stored(orderId)).toMatchObject({ payment_status: 'refunded', refunded_minor: 1_000 });
    const detail = await app.get(OrdersReader).get(actingFor(person, merchantId), orderId);
    expect(detail.refunds.map(({ amount, status }) => [amount, status])).toEqual([
      [6, 'succeeded'],
      [4, 'succeeded'],
    ]);
    expect(detail.timeline.map(({ event }) => event)).toEqual([
      'created',
      'paid',
      'refund_requested',
      'refund_succeeded',
      'refund_requested',
      'refund_succeeded',
    ]);
    const [day] = await sql('select refunded_minor from merchant_days where merchant_id = $1', [merchantId]);
    expect(day).toEqual({ refunded_minor: 1_000 });
    expect(await new RollupsService(database.dataSource).differences()).toEqual([]);
    const audit = await sql<{ action: string }>(
      `select action from audit_entries where merchant_id = $1 and target_type = 'refund' order by id`,
      [merchantId],
    );
    expect(audit.map(({ action }) => action)).toEqual([
      'refund.requested',
      'refund.succeeded',
      'refund.requested',
      'refund.succeeded',
    ]);
  });

  it('are refused before anything is written', async () => {
    const { deviceId } = await shop();
    const refusal = async (orderId: string, amount?: number): Promise<unknown> =>
      refunds
        .request(person, orderId, { reason: 'other', ...(amount === undefined ? {} : { amount }) })
        .catch((error: { code: string; details?: unknown }) => error.code);
    expect(await refusal(await sell(deviceId, { paid: false }))).toBe('REFUND_NOT_ALLOWED');
    expect(await refusal(await sell(deviceId, { method: 'remote' }))).toBe('REFUND_NOT_ALLOWED');
    expect(await refusal(await sell(deviceId, { method: 'wechat' }))).toBe('PROVIDER_NOT_CONFIGURED');
    const orderId = await sell(deviceId);
    expect(await refusal(orderId, 10.01)).toBe('REFUND_NOT_ALLOWED');
    expect(await refusal(orderId, 0)).toBe('VALIDATION_ERROR');
    const rows = await sql('select 1 from refunds where device_id = $1', [deviceId]);
    expect([rows, (await stored(orderId)).payment_status]).toEqual([[], 'paid']);
  });

  it('are made once per key, and the key is not for another wish', async () => {
    const { deviceId } = await shop();
    const orderId = await sell(deviceId);
    const wish = (amount: number) =>
      refunds.request(person, orderId, { reason: 'quality', amount }, { deviceId, key: `k-${orderId}` });
    const answers = await Promise.all([wish(3), wish(3), wish(3)]);
    expect(new Set(answers.map(({ refund }) => refund.refund_id)).size).toBe(1);
    await expect(wish(4)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect((await stored(orderId)).open_refund_minor).toBe(300);
  });

  it('are paid once when many workers look, and a worker that comes back late changes nothing', async () => {
    const { deviceId } = await shop();
    const orderId = await sell(deviceId);
    const { refund } = await refunds.request(person, orderId, { reason: 'quality' });
    await Promise.all(Array.from({ length: 20 }, () => runs.run(refund.refund_id)));
    const events = await sql(
      `select 1 from order_events e join orders o on o.id = e.order_id where o.order_id = $1 and event = 'refund_succeeded'`,
      [orderId],
    );
    const { attempts } = await app.get(RefundsReader).get(person, refund.refund_id);
    expect([events.length, attempts.length, await paidBack(orderId)]).toEqual([1, 1, 1_000]);
  });

  it('are found by the sweep when their worker died over them, and asked about first', async () => {
    const { deviceId } = await shop();
    const orderId = await sell(deviceId);
    const { refund } = await refunds.request(person, orderId, { reason: 'quality' });
    const id = refund.refund_id;
    // As a worker leaves it that is killed after its claim.
    await sql(
      `update refunds set step = 'query', attempts = 1, lease_until = now() + interval '9 s',
         next_attempt_at = now() + interval '9 s' where refund_id = $1`,
      [id],
    );
    await runs.run(id);
    expect(await paidBack(orderId)).toBe(0);
    await sql(`update refunds set lease_until = now(), next_attempt_at = now() where refund_id = $1`, [id]);
    await runs.run(id);
    await runs.run(id);
    const { refund: settled, attempts } = await app.get(RefundsReader).get(person, id);
    expect(attempts.map(({ step, outcome }) => [step, outcome])).toEqual([
      ['submit', 'succeeded'],
      ['query', 'absent'],
    ]);
    expect([settled.status, await paidBack(orderId)]).toEqual(['succeeded', 1_000]);
  });

  it('are asked about at once when the provider tells of them, even during a call', async () => {
    const { deviceId } = await shop();
    const { refund } = await refunds.request(person, await sell(deviceId), { reason: 'quality' });
    const id = refund.refund_id;
    await sql(`update refunds set next_attempt_at = now() + interval '1 hour' where refund_id = $1`, [id]);
    const notice = { provider: 'corp', eventId: 'E-1', kind: 'refund', refundId: id, payload: {} } as const;
    await database.db.transaction(systemActor(), (tx) => app.get(RefundNotices).announce(tx, notice));
    const [row] = await sql<{ due: boolean }>(
      'select next_attempt_at <= now() as due from refunds where refund_id = $1',
      [id],
    );
    expect(row?.due).toBe(true);
  });

  it('list what waits for an end or for a person first', async () => {
    const { deviceId, merchantId } = await shop();
    const done = await refunds.request(person, await sell(deviceId), { reason: 'quality' });
    await payAll();
    const open = await refunds.request(person, await sell(deviceId), { reason: 'quality' });
    const newest = await refunds.request(person, await sell(deviceId), { reason: 'quality' });
    await sql(`update refunds set status = 'succeeded' where refund_id = $1`, [newest.refund.refund_id]);
    const list = async (changes: Partial<RefundQuery>) => {
      const query = Object.assign(new RefundQuery(), { device_id: [deviceId], ...changes });
      const page = await app.get(RefundsReader).list(actingFor(person, merchantId), query);
      return page.items.map((item) => item.refund_id);
    };
    const ids = [open, newest, done].map(({ refund }) => refund.refund_id);
    expect(await list({})).toEqual(ids);
    expect(await list({ status: ['requested'] })).toEqual([open.refund.refund_id]);
    expect(await list({ order: open.refund.order_id })).toEqual([open.refund.refund_id]);
    await expect(
      app.get(RefundsReader).find(actingFor(person, merchantId + 1), ids[0] ?? ''),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  describe('by the policy of a merchant', () => {
    it('follow a failed cup once, whatever repeats', async () => {
      const { deviceId } = await shop({ enabled: true });
      const orderId = await sell(deviceId);
      await Promise.all([fail(deviceId, orderId), fail(deviceId, orderId)]);
      await judgeAll(orderId);
      await fail(deviceId, orderId);
      await judgeAll(orderId);
      await payAll();
      const rows = await sql(
        `select source, reason, status, note from refunds r join orders o on o.id = r.order_id where o.order_id = $1`,
        [orderId],
      );
      expect(rows).toEqual([
        { source: 'policy', reason: 'brew_failed', status: 'succeeded', note: 'no water' },
      ]);
      expect(await stored(orderId)).toMatchObject({ payment_status: 'refunded', is_exception: false });
    });

    it('stop at the caps of machine and hour even when many fail at once, and leave the rest to people', async () => {
      const { deviceId } = await shop({ enabled: true, maxPerDeviceDay: 2 });
      const products = ['a', 'b', 'c', 'd', 'e'];
      const orders = await Promise.all(products.map((product) => sell(deviceId, { product })));
      await Promise.all(orders.map((orderId) => fail(deviceId, orderId)));
      await Promise.all(orders.map((orderId) => judgeAll(orderId)));
      const rows = await Promise.all(orders.map((orderId) => stored(orderId)));
      expect(rows.filter(({ payment_status }) => payment_status === 'refund_pending')).toHaveLength(2);
      expect(
        rows.filter(({ exception_reason }) => exception_reason === 'auto_refund_device_cap'),
      ).toHaveLength(3);
    });

    it('leave an order to people when the provider has no keys', async () => {
      const { deviceId } = await shop({ enabled: true });
      const orderId = await sell(deviceId, { method: 'wechat' });
      await fail(deviceId, orderId);
      await judgeAll(orderId);
      expect(await stored(orderId)).toMatchObject({
        payment_status: 'paid',
        exception_reason: 'auto_refund_no_provider',
      });
    });
  });

  describe('of an order without an outcome', () => {
    it('come after the machine was asked; a cup that was made after all is for people', async () => {
      const { deviceId } = await shop({ enabled: true });
      const orderId = await sell(deviceId);
      await sql(`update orders set created_at = now() - interval '11 minutes' where order_id = $1`, [
        orderId,
      ]);
      const sweep = app.get(OrderSweep);
      await sweep.sweep();
      await sweep.sweep();
      expect((await stored(orderId)).fulfilment_status).toBe('unknown');
      const asked = await sql(`select type, payload from commands where device_id = $1`, [deviceId]);
      expect(asked).toEqual([{ type: 'sync', payload: { sync_types: ['status'] } }]);
      await judgeAll(orderId);
      expect((await stored(orderId)).payment_status).toBe('paid');
      await sql(`update orders set judge_at = now() where order_id = $1`, [orderId]);
      await judgeAll(orderId);
      expect((await stored(orderId)).payment_status).toBe('refund_pending');
      await ingest.reportStatus(deviceId, orderId, {
        status: 'completed',
        timestamp: new Date().toISOString(),
      });
      expect(await stored(orderId)).toMatchObject({
        fulfilment_status: 'completed',
        is_exception: true,
        exception_reason: 'completed_after_refund',
      });
    });

    it('do not come when the machine answers in time', async () => {
      const { deviceId } = await shop({ enabled: true });
      const orderId = await sell(deviceId);
      await sql(`update orders set created_at = now() - interval '11 minutes' where order_id = $1`, [
        orderId,
      ]);
      await app.get(OrderSweep).sweep();
      await ingest.reportStatus(deviceId, orderId, {
        status: 'completed',
        timestamp: new Date().toISOString(),
      });
      await sql(`update orders set judge_at = now() where order_id = $1 and judge_at is not null`, [orderId]);
      await judgeAll(orderId);
      expect(await stored(orderId)).toMatchObject({ payment_status: 'paid', fulfilment_status: 'completed' });
    });
  });

  describe('and a product that fails three times in ten minutes', () => {
    const blocked = async (deviceId: string): Promise<unknown[]> =>
      (
        await sql<{ payload: { params: { blocked_products: string[] } } }>(
          `select payload from commands where device_id = $1 and type = 'set_params' order by created_at`,
          [deviceId],
        )
      ).map(({ payload }) => payload.params.blocked_products);

    it('is blocked on that machine, until a good cup of it', async () => {
      const { deviceId } = await shop();
      const blocks = app.get(ProductBlocks);
      for (let cup = 0; cup < 3; cup += 1) {
        expect(await blocks.list(person, deviceId)).toEqual([]);
        const orderId = await sell(deviceId, { product: 'mocha' });
        await fail(deviceId, orderId);
        await judgeAll(orderId);
      }
      expect(await blocks.list(person, deviceId)).toMatchObject([
        { product_id: 'mocha', failures: 3, told: true },
      ]);
      await sell(deviceId, { product: 'mocha', status: 'completed' });
      await app.get(OrderSweep).sweep();
      expect(await blocks.list(person, deviceId)).toEqual([]);
      expect(await blocked(deviceId)).toEqual([['mocha'], []]);
    });

    it('may be sold again when a person says so', async () => {
      const { deviceId } = await shop();
      for (let cup = 0; cup < 3; cup += 1) {
        const orderId = await sell(deviceId, { product: 'flat white' });
        await fail(deviceId, orderId);
        await judgeAll(orderId);
      }
      const [block] = await app.get(ProductBlocks).list(person, deviceId);
      expect(await app.get(ProductBlocks).clear(person, deviceId, block?.id ?? 0)).toEqual([]);
      expect(await blocked(deviceId)).toEqual([['flat white'], []]);
    });
  });
});
