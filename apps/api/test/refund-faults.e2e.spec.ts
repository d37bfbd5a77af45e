import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { PAYMENT_METHODS } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import type { Refund, RefundAnswer } from '@coffee/contract/refunds';
import { createDataSource } from '@coffee/data/data-source';
import { RollupsService } from '@coffee/features/reports';
import { connectRedis, whenRedisReady } from '@coffee/platform/redis';
import { eventually } from '@coffee/testing/eventually';
import { HttpClient } from '@coffee/testing/http-client';
import { PaymentSandbox } from '@coffee/testing/payment-sandbox';
import { freePort, Program } from '@coffee/testing/stack';
import type { DataSource } from 'typeorm';
import { childrenOf } from './processes';

/** 500 in full: `REFUND_FAULTS=500`. */
const REFUNDS = Number(env.REFUND_FAULTS ?? 45);
const KILLS = Math.max(3, Math.round(REFUNDS / 50));
const QUIET_WITHIN_MS = 150_000 + REFUNDS * 500;
const WITHIN_MS = 400_000 + REFUNDS * 3_000;
/** The supervisor pauses for half a minute after many deaths, and the machine may be busy. */
const IDLE_MS = 180_000;
const MACHINE = 'FAULTY-1';
const METHODS = PAYMENT_METHODS.filter((method) => ['wechat', 'alipay', 'card', 'corp'].includes(method));

/** What the provider does with the n-th refund. */
const SCRIPTS = [
  {},
  { refund: ['actThenDrop'] },
  { refund: ['5xx', 'actThen5xx'] },
  { refund: ['failBefore'], notify: 'never' },
  { notify: 'twice' },
  { refund: ['actThenHang'], notify: 'early' },
  { refund: ['garbage'], query: ['5xx'] },
  { refund: ['badSignature'], notify: 'outOfOrder' },
  { after_queries: 2, notify: 'never' },
  { refund: ['rateLimit'] },
  { settles: 'closed', after_queries: 1 },
  { settles: 'abnormal', after_queries: 1 },
  { refund: ['slow', '5xx'], notify: 'late' },
] as const;

interface RefundRow {
  refund_id: string;
  status: string;
  provider: string;
  amount_minor: number;
  needs_attention: boolean;
}

/** Those that hit. */
type Blows = Record<'workers' | 'flushes' | 'databases', number>;

describe('refunds under a script of faults', () => {
  let state: string;
  let sandbox: PaymentSandbox;
  let product: Program;
  let machine: HttpClient;
  let person: HttpClient;
  let database: DataSource;
  let urls: { DATABASE_URL: string; REDIS_URL: string };

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'refund-faults-'));
    sandbox = await PaymentSandbox.start({ strict: false, slowMs: 300 });
    const port = await freePort();
    const url = `http://localhost:${port}`;
    product = new Program('tools/stack/start.mjs', {
      ...sandbox.env,
      PORT: String(port),
      PUBLIC_URL: url,
      STATE_DIR: state,
      SIMULATE_DEVICES: '0',
      DATABASE_URL: '',
      REDIS_URL: '',
      DEVICE_RATE_PER_MINUTE: '100000',
    });
    product.start();
    await eventually(
      'the product says that it is ready',
      () => {
        product.assertAlive();
        return product.output.includes(`Coffee Admin is ready at ${url}\n`);
      },
      180_000,
    );
    await sandbox.notifyTo(url);
    const stack = JSON.parse(await readFile(join(state, 'stack.json'), 'utf8')) as { env: typeof urls };
    urls = stack.env;
    database = createDataSource({ url: urls.DATABASE_URL, poolSize: 4, applicationName: 'spec' });
    await database.initialize();
    [machine, person] = [new HttpClient(url), new HttpClient(url)];
    await person.signIn('admin@example.com', 'Admin123!');
  }, 240_000);

  afterAll(async () => {
    if (database.isInitialized) await database.destroy();
    await product.stop('SIGINT');
    await sandbox.stop();
    await rm(state, { recursive: true, force: true });
  }, 60_000);

  /** What a person at a bad connection does: the same wish under the same key, until it is answered. */
  async function insist<T>(ask: () => Promise<{ status: number; data: T }>): Promise<T> {
    let reply: { status: number; data: T } | null = null;
    const isAnswered = async (): Promise<boolean> => {
      reply = await ask().catch(() => null);
      return reply !== null && reply.status < 500 && reply.status !== 429;
    };
    await eventually('the server answers', isAnswered, WITHIN_MS, 100);
    const { status, data } = reply as unknown as { status: number; data: T };
    expect(status).toBeLessThan(300);
    return data;
  }

  async function refundOne(n: number): Promise<string> {
    const method = METHODS[n % METHODS.length] as string;
    const txn = `${method === 'card' ? 'pi_' : 'T'}${n}`;
    await sandbox.script({ ...SCRIPTS[n % SCRIPTS.length], number: txn } as Parameters<
      typeof sandbox.script
    >[0]);
    const order = {
      order_id: `F-${n}`,
      device_ts: new Date().toISOString(),
      items: [{ product_id: 'latte', name: 'Latte', qty: 1, unit_price: 10 + (n % 7) }],
      total_price: 10 + (n % 7),
      payment_method: method,
      payment_status: 'paid',
      payment_txn_id: txn,
    };
    await insist(() => machine.post(`/api/v1/devices/${MACHINE}/orders/create`, order));
    const wish = n % 3 === 0 ? { reason: 'quality', amount: 5 } : { reason: 'quality' };
    const answer = await insist(() =>
      person.post<RefundAnswer>(`/api/v1/orders/F-${n}/manual_refund?device_id=${MACHINE}`, wish, {
        'Idempotency-Key': `F-${n}`,
      }),
    );
    return answer.refund.refund_id;
  }

  /** Providers are asked again after seconds to hours; here the rows' clocks run ahead of the wall's. */
  const hurry = (): Promise<unknown> =>
    database
      .query(
        `update refunds set next_attempt_at = now() where lease_until is null and next_attempt_at > now()
           and not needs_attention`,
      )
      .catch(() => null);
  /** One after the other: a busy database must not be asked faster than it answers. */
  const hurryUntil = (signal: AbortSignal): Promise<void> =>
    eventually('no refund waits', () => hurry().then(() => signal.aborted), WITHIN_MS, 400);
  const rows = (): Promise<RefundRow[]> => database.query('select * from refunds');

  /** False: the supervisor had not started it again yet. */
  async function kill(part: string): Promise<boolean> {
    const victim = (await childrenOf(product.pid)).find((child) => child.command.includes(part));
    return victim !== undefined && process.kill(victim.pid, 'SIGKILL');
  }

  async function flushRedis(): Promise<boolean> {
    const redis = connectRedis(urls.REDIS_URL, 'commands', 'spec');
    const isUp = await whenRedisReady(redis, 5_000);
    if (isUp) await redis.flushall();
    redis.disconnect();
    return isUp;
  }

  /** How often a worker took a refund in hand, while the database is up. */
  async function claims(): Promise<number> {
    const [row] = await database.query<{ n: string }[]>('select sum(attempts) as n from refunds');
    return Number(row?.n);
  }

  const waiting = async (): Promise<RefundRow[]> =>
    (await rows()).filter(
      ({ status, needs_attention }) => !['succeeded', 'failed'].includes(status) && !needs_attention,
    );

  /** Blow after blow, each once the last one's victim is at work again, until nothing is left to hurt. */
  async function hurt(isAsked: () => boolean): Promise<Blows> {
    const blows: Blows = { workers: 0, flushes: 0, databases: 0 };
    for (let n = 0, seen = 0; n < KILLS; n += 1) {
      const isOver = async (): Promise<boolean> => isAsked() && (await waiting()).length === 0;
      // Now the first that it takes in hand, now a later one: the blows fall into different moments of its work.
      const isWorthIt = async (): Promise<boolean> => (await claims()) > seen + (n % 4) * 2 || isOver();
      await eventually('a worker is at work', () => isWorthIt().catch(() => false), IDLE_MS);
      if (await isOver().catch(() => false)) break;
      if (await kill('apps/worker/main.js')) blows.workers += 1;
      seen = await claims().catch(() => seen);
      if (n % 3 === 0) blows.flushes += (await flushRedis()) ? 1 : 0;
      if (n % 3 === 1) blows.databases += (await kill('bin/postgres')) ? 1 : 0;
    }
    return blows;
  }

  it(
    `are settled or wait visibly, paid once each, and the ledgers match (${REFUNDS})`,
    async () => {
      await machine.post('/api/v1/devices/register', { device_id: MACHINE, firmware_version: '1' });
      const ids: string[] = [];
      const numbers = Array.from({ length: REFUNDS }, (_, n) => n);
      const clerk = async (): Promise<void> => {
        for (let n = numbers.shift(); n !== undefined; n = numbers.shift()) ids.push(await refundOne(n));
      };
      const quiet = new AbortController();
      const clock = hurryUntil(quiet.signal);
      const [blows] = await Promise.all([
        hurt(() => ids.length === REFUNDS),
        Promise.all([clerk(), clerk(), clerk(), clerk()]),
      ]);
      expect(Math.min(...Object.values(blows))).toBeGreaterThan(0);
      await eventually(
        'no refund waits any more',
        async () => (await waiting().catch(() => [null])).length === 0,
        QUIET_WITHIN_MS,
      ).catch(() => null);
      quiet.abort();
      await clock;
      // Named, so that a failure tells which.
      expect(await waiting()).toEqual([]);
      const { data: list } = await person.get<Page<Refund>>('/api/v1/refunds?needs_attention=true');

      const ours = await rows();
      expect(list.pagination.total).toBe(ours.filter(({ needs_attention }) => needs_attention).length);
      expect(ours.map(({ refund_id }) => refund_id).sort()).toEqual([...new Set(ids)].sort());
      const theirs = await sandbox.ledger();
      expect(theirs.filter(({ acted }) => acted !== 1)).toEqual([]);
      const corporate = await database.query<{ refund_id: string; amount_minor: number }[]>(
        'select refund_id, amount_minor from corporate_entries',
      );
      const paid = [
        ...theirs.filter(({ status }) => status === 'success').map((one) => [one.number, one.amount_minor]),
        ...corporate.map((one) => [one.refund_id, Number(one.amount_minor)]),
      ];
      const booked = ours
        .filter(({ status }) => status === 'succeeded')
        .map(({ refund_id, amount_minor }) => [refund_id, amount_minor]);
      expect(booked.sort()).toEqual(paid.sort());
      // Alipay has no word for a refund that it gave up: it waits for a person.
      const unpaid = ours
        .filter(
          ({ status, needs_attention }) => status === 'failed' || (status !== 'succeeded' && needs_attention),
        )
        .map(({ refund_id }) => refund_id);
      const neverPaid = theirs.filter(({ status }) => status === 'closed').map(({ number }) => number);
      expect(unpaid).toEqual(expect.arrayContaining(neverPaid));
      const [odd] = await database.query<unknown[]>(`
      select o.order_id from orders o join refunds r on r.order_id = o.id group by o.id
      having o.refunded_minor <> coalesce(sum(r.amount_minor) filter (where r.status = 'succeeded'), 0)
        or o.open_refund_minor <> coalesce(sum(r.amount_minor)
             filter (where r.status in ('requested', 'processing', 'unknown')), 0)`);
      expect(odd).toBeUndefined();
      expect(await new RollupsService(database).differences()).toEqual([]);
    },
    WITHIN_MS,
  );
});
