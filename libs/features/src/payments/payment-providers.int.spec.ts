import { randomUUID } from 'node:crypto';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock, SystemClock } from '@coffee/platform/clock';
import { Config, ConfigModule, loadConfig } from '@coffee/platform/config';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { PaymentSandbox, type SandboxProvider, type SandboxRefund } from '@coffee/testing/payment-sandbox';
import { Global, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type PaymentProvider, PaymentProviders, PaymentsModule, type RefundOrder } from './index';

const NETWORKED = ['wechat', 'alipay', 'stripe'] as const;

describe('payment providers against the sandbox', () => {
  let sandbox: PaymentSandbox;
  let database: TestDatabase;
  let providers: PaymentProviders;
  let app: INestApplicationContext;

  beforeAll(async () => {
    sandbox = await PaymentSandbox.start({ slowMs: 300 });
    database = await createTestDatabase();
    const config = loadConfig({ ...sandbox.env, NODE_ENV: 'test', PAYMENT_TIMEOUT_SECONDS: '1' });
    app = await NestFactory.createApplicationContext(rootOf(config, database), { logger: false });
    providers = app.get(PaymentProviders, { strict: false });
  });
  afterAll(async () => {
    await app.close();
    await Promise.all([sandbox.stop(), database.drop()]);
  });

  async function paid(provider: SandboxProvider, totalMinor = 1000): Promise<RefundOrder> {
    const paymentTxnId = `pi_${randomUUID()}`;
    await sandbox.register(provider, paymentTxnId, totalMinor);
    return orderOf({ paymentTxnId, totalMinor });
  }

  async function entryOf({ refundId }: RefundOrder): Promise<SandboxRefund | undefined> {
    return (await sandbox.ledger()).find(({ number }) => number === refundId);
  }

  const of = (name: SandboxProvider): PaymentProvider => providers.byName(name);

  it('finds who refunds a payment method', () => {
    const names = ['wechat', 'alipay', 'card', 'corp', 'remote', 'test', 'cash'].map(
      (method) => providers.forMethod(method)?.name ?? null,
    );
    expect(names).toEqual(['wechat', 'alipay', 'stripe', 'corp', null, null, null]);
  });

  describe.each(NETWORKED)('%s', (name) => {
    it('refunds once however often it is asked', async () => {
      const order = await paid(name);
      const outcomes = [
        await of(name).refund(order),
        await of(name).refund(order),
        await of(name).query(order),
      ];
      expect(outcomes.map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'succeeded']);
      expect(await entryOf(order)).toMatchObject({ acted: 1, amount_minor: 400, status: 'success' });
    });

    it('refunds once when it is asked at the same time', async () => {
      const order = await paid(name);
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => of(name).refund(order)));
      expect(outcomes.every(({ state }) => ['succeeded', 'processing'].includes(state))).toBe(true);
      expect(await entryOf(order)).toMatchObject({ acted: 1, amount_minor: 400 });
    });

    it('knows nothing of a number that it never got', async () => {
      expect(await of(name).query(await paid(name))).toEqual({ state: 'absent' });
    });

    it.each(['actThenDrop', 'actThenHang', 'actThen5xx', 'garbage', 'huge', 'drip', 'wrongAmount'])(
      'does not know after %s, and finds the truth by asking',
      async (mode) => {
        const order = await paid(name);
        await sandbox.script({ number: order.refundId, refund: [`${mode}*`] });
        expect(await of(name).refund(order)).toMatchObject({ state: 'unknown' });
        expect(await of(name).query(order)).toMatchObject({ state: 'succeeded' });
        expect(await entryOf(order)).toMatchObject({ acted: 1 });
      },
    );

    it.each(['failBefore', '5xx', 'redirect'])(
      'does not know after %s, and pays when it is asked again',
      async (mode) => {
        const order = await paid(name);
        await sandbox.script({ number: order.refundId, refund: [mode, mode, mode] });
        expect(await of(name).refund(order)).toMatchObject({ state: 'unknown' });
        expect(await of(name).query(order)).toEqual({ state: 'absent' });
        await sandbox.script({ number: order.refundId });
        expect(await of(name).refund(order)).toMatchObject({ state: 'succeeded' });
        expect(await entryOf(order)).toMatchObject({ acted: 1 });
      },
    );

    it.each(['rateLimit', 'insufficientFunds'])('is told to come again later by %s', async (mode) => {
      const order = await paid(name);
      await sandbox.script({ number: order.refundId, refund: [`${mode}*`] });
      const outcome = await of(name).refund(order);
      expect(outcome).toMatchObject({ state: 'retry', afterSeconds: expect.any(Number) });
      expect(await entryOf(order)).toBeUndefined();
    });

    it('waits for a slow answer', async () => {
      const order = await paid(name);
      await sandbox.script({ number: order.refundId, refund: ['slow'] });
      expect(await of(name).refund(order)).toMatchObject({ state: 'succeeded' });
    });

    it('asks until what was accepted is settled', async () => {
      const order = await paid(name);
      await sandbox.script({ number: order.refundId, settles: 'never' });
      expect(await of(name).refund(order)).toMatchObject({ state: 'processing' });
      await sandbox.settle(name, order.refundId, 'success');
      expect(await of(name).query(order)).toMatchObject({ state: 'succeeded' });
    });

    it('refuses for good what was never paid, and what is more than was paid', async () => {
      const order = await paid(name);
      expect(await of(name).refund({ ...order, paymentTxnId: 'pi_unpaid' })).toMatchObject({
        state: 'failed',
      });
      const first = await of(name).refund({ ...order, refundId: randomUUID(), amountMinor: 700 });
      expect(first).toMatchObject({ state: 'succeeded' });
      expect(await of(name).refund(order)).toMatchObject({ state: 'failed' });
      expect(await entryOf(order)).toBeUndefined();
    });

    it('ends when it is told to stop', async () => {
      const order = await paid(name);
      expect(await of(name).refund(order, AbortSignal.abort())).toMatchObject({ state: 'unknown' });
      expect(await entryOf(order)).toBeUndefined();
    });

    it('pays once though the provider is killed in the middle', async () => {
      const order = await paid(name);
      await sandbox.script({ number: order.refundId, refund: ['actThenDrop*'] });
      expect(await of(name).refund(order)).toMatchObject({ state: 'unknown' });
      await sandbox.restart();
      await sandbox.script({ number: order.refundId });
      expect(await of(name).refund(order)).toMatchObject({ state: 'succeeded' });
      expect(await entryOf(order)).toMatchObject({ acted: 1 });
    });
  });

  it.each(NETWORKED)('finds a lost refund of %s although nobody told what was paid', async (name) => {
    await sandbox.beStrict(false);
    const order = orderOf({ paymentTxnId: `pi_${randomUUID()}`, totalMinor: 1000 });
    await sandbox.script({ number: order.refundId, refund: ['actThenDrop*'] });
    expect(await of(name).refund(order)).toMatchObject({ state: 'unknown' });
    expect(await of(name).query(order)).toMatchObject({ state: 'succeeded' });
    await sandbox.beStrict(true);
  });

  it.each(['badSignature', 'signTest'] as const)('believes no answer with %s', async (mode) => {
    for (const name of ['wechat', 'alipay'] as const) await expectUntrusted(name, mode);
  });

  it.each(['wrongSerial', 'stale'])('believes no answer of WeChat Pay with %s', (mode) =>
    expectUntrusted('wechat', mode),
  );

  async function expectUntrusted(name: SandboxProvider, mode: string): Promise<void> {
    const order = await paid(name);
    await sandbox.script({ number: order.refundId, refund: [mode], query: [mode] });
    const untrusted = { state: 'unknown', code: 'ANSWER_UNTRUSTED' };
    expect(await of(name).refund(order)).toMatchObject(untrusted);
    expect(await of(name).query(order)).toMatchObject(untrusted);
    expect(await of(name).query(order)).toMatchObject({ state: 'succeeded' });
  }

  it('tells the ends of WeChat Pay apart: closed is no, abnormal is stuck', async () => {
    const [closed, abnormal] = [await paid('wechat'), await paid('wechat')];
    await sandbox.script({ number: closed.refundId, settles: 'closed' });
    await sandbox.script({ number: abnormal.refundId, settles: 'abnormal' });
    expect(await of('wechat').refund(closed)).toMatchObject({ state: 'processing' });
    expect(await of('wechat').refund(abnormal)).toMatchObject({ state: 'processing' });
    expect(await of('wechat').query(closed)).toMatchObject({ state: 'failed', code: 'CLOSED' });
    expect(await of('wechat').query(abnormal)).toMatchObject({ state: 'stuck', code: 'ABNORMAL' });
  });

  it('is stuck when Stripe waits for the customer, until that came to an end', async () => {
    const order = await paid('stripe');
    await sandbox.script({ number: order.refundId, settles: 'abnormal' });
    expect(await of('stripe').refund(order)).toMatchObject({ state: 'processing' });
    expect(await of('stripe').query(order)).toMatchObject({ state: 'stuck', code: 'REQUIRES_ACTION' });
    await sandbox.settle('stripe', order.refundId, 'success');
    expect(await of('stripe').query(order)).toMatchObject({ state: 'succeeded' });
  });

  it('takes a number for failed when Stripe says so later', async () => {
    const order = await paid('stripe');
    const outcome = await of('stripe').refund(order);
    expect(outcome).toMatchObject({ state: 'succeeded' });
    await sandbox.settle('stripe', order.refundId, 'closed');
    expect(await of('stripe').query(order)).toMatchObject({ state: 'failed', code: 'LOST_OR_STOLEN_CARD' });
  });

  it('refuses currencies that a provider does not pay, without asking it', async () => {
    const order = { ...(await paid('wechat')), currency: 'USD' };
    const yen = { ...order, currency: 'JPY' };
    const outcomes = [
      await of('wechat').refund(order),
      await of('alipay').refund(order),
      await of('stripe').refund(yen),
    ];
    expect(outcomes).toEqual(
      outcomes.map(() => expect.objectContaining({ state: 'failed', code: 'CURRENCY_NOT_SUPPORTED' })),
    );
  });

  it('settles corporate accounts at once, each refund once', async () => {
    const corp = providers.byName('corp');
    const order = orderOf({ paymentTxnId: null, totalMinor: 1000 });
    expect(await corp.query(order)).toEqual({ state: 'absent' });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => corp.refund(order)));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(outcomes[0]).toMatchObject({ state: 'succeeded' });
    const rows = await database.dataSource.query<{ amount_minor: string }[]>(
      'select amount_minor from corporate_entries where refund_id = $1',
      [order.refundId],
    );
    expect(rows.map((row) => Number(row.amount_minor))).toEqual([400]);
    await expect(database.dataSource.query('delete from corporate_entries')).rejects.toThrow(/append-only/);
  });
});

function orderOf(values: Pick<RefundOrder, 'paymentTxnId' | 'totalMinor'>): RefundOrder {
  return {
    refundId: randomUUID(),
    orderId: `ORD_${randomUUID().slice(0, 8)}`,
    amountMinor: 400,
    currency: 'CNY',
    reason: '咖啡没有做好'.repeat(20),
    providerRefundId: null,
    merchantId: null,
    ...values,
  };
}

function rootOf(config: Config, database: TestDatabase) {
  @Global()
  @Module({
    providers: [
      { provide: Clock, useClass: SystemClock },
      { provide: TenantDb, useValue: database.db },
    ],
    exports: [Clock, TenantDb],
  })
  class Surroundings {}
  @Module({ imports: [ConfigModule.of(config), Surroundings, PaymentsModule] })
  class Root {}
  return Root;
}
