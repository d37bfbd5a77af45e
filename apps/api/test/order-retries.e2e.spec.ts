import { Agent, request } from 'node:http';
import { env } from 'node:process';
import type { OrderSums } from '@coffee/contract/orders';
import { RollupsService } from '@coffee/features/reports';
import { eventually } from '@coffee/testing/eventually';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { type ApiProcess, startApi, type TestApi } from '@coffee/testing/stack';

const MACHINES = 100;
/** 20,000 in full: `RETRIED_ORDERS=20000`. */
const ORDERS = Number(env.RETRIED_ORDERS ?? 2_000);
const WITHIN_MS = 60_000 + ORDERS * 25;

type Mishap = 'none' | 'answerLost' | 'hungUp' | 'twiceAtOnce' | 'againLater';
const MISHAPS: readonly Mishap[] = [
  'answerLost',
  'none',
  'twiceAtOnce',
  'hungUp',
  'againLater',
  'answerLost',
];

/** A machine at a bad line. It hears only some of the answers, and sends an order until it heard one. */
class DeafMachine {
  /** Of what it sold, in the order of selling. */
  readonly sold: { orderId: string; minor: number }[] = [];
  readonly answers = { created: 0, known: 0, lost: 0, busy: 0, refused: [] as number[] };

  constructor(
    readonly id: string,
    private readonly number: number,
    private readonly urls: readonly string[],
    private readonly agent: Agent,
  ) {}

  async sell(cups: number): Promise<void> {
    for (let cup = 0; cup < cups; cup += 1) {
      const minor = 500 + ((this.number * 131 + cup * 37) % 2_500);
      const orderId = `${this.id}-${cup}`;
      this.sold.push({ orderId, minor });
      await this.deliver(orderId, minor, MISHAPS[(this.number + cup) % MISHAPS.length] as Mishap);
    }
  }

  private async deliver(orderId: string, minor: number, mishap: Mishap): Promise<void> {
    const send = (turn: number, hangUpAfterMs?: number) =>
      this.send(this.urls[(this.number + turn) % this.urls.length] as string, orderId, minor, hangUpAfterMs);
    if (mishap === 'answerLost') await send(0, 0);
    if (mishap === 'hungUp') await send(0, this.number % 20);
    if (mishap === 'twiceAtOnce') await Promise.all([send(0), send(1)]);
    let turn = 0;
    await eventually(`${orderId} is answered`, () => send((turn += 1)), WITHIN_MS, 20);
    if (mishap === 'againLater') await send(0);
  }

  /** Whether a 2xx was heard. Hung up means: all of it was sent, and nobody listens to the answer. */
  private send(url: string, orderId: string, minor: number, hangUpAfterMs?: number): Promise<boolean> {
    const body = JSON.stringify({
      order_id: orderId,
      // New at each retry, as machines do it.
      device_ts: new Date().toISOString(),
      items: [{ product_id: 'latte', name: 'Latte', qty: 1, unit_price: minor / 100 }],
      total_price: minor / 100,
      payment_method: 'wechat',
      payment_status: 'paid',
      payment_txn_id: `T-${orderId}`,
    });
    return new Promise((resolve) => {
      const call = request(`${url}/api/v1/devices/${this.id}/orders/create`, {
        method: 'POST',
        agent: this.agent,
        headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
      });
      call.once('response', (response) => {
        response.resume();
        resolve(this.hear(response.statusCode ?? 0));
      });
      call.once('error', () => {
        this.answers.lost += 1;
        resolve(false);
      });
      call.end(body, () => {
        if (hangUpAfterMs !== undefined) setTimeout(() => call.destroy(), hangUpAfterMs);
      });
    });
  }

  private hear(status: number): boolean {
    if (status === 201) this.answers.created += 1;
    else if (status === 200) this.answers.known += 1;
    else if (status === 429 || status === 503) this.answers.busy += 1;
    else this.answers.refused.push(status);
    return status < 300;
  }
}

describe('machines that hear only some of the answers and send again', () => {
  let api: TestApi;
  let second: ApiProcess;
  let person: HttpClient;
  let machines: DeafMachine[];
  const agent = new Agent({ keepAlive: true, maxSockets: MACHINES * 2 });

  beforeAll(async () => {
    api = await startApi({ env: { DEVICE_RATE_PER_MINUTE: '100000' } });
    second = await api.another();
    const make = new Factories(api.database.dataSource);
    const { id: merchantId } = await make.merchant();
    const ids = Array.from({ length: MACHINES }, (_, n) => `DEAF-${n}`);
    for (const deviceId of ids) await make.device({ deviceId, merchantId });
    machines = ids.map((id, n) => new DeafMachine(id, n, [api.url, second.url], agent));
    person = new HttpClient(api.url);
    await person.signIn((await make.user({ role: 'viewer', merchantId })).email, TEST_PASSWORD);
  }, 120_000);
  afterAll(async () => {
    agent.destroy();
    await api.stop();
  });

  it(
    `have each order stored once, and all sums exact (${ORDERS} of ${MACHINES})`,
    async () => {
      await Promise.all(machines.map((machine) => machine.sell(Math.ceil(ORDERS / MACHINES))));
      const total = (count: (machine: DeafMachine) => number): number =>
        machines.reduce((sum, machine) => sum + count(machine), 0);
      expect(machines.flatMap(({ answers }) => answers.refused)).toEqual([]);
      const sold = machines.flatMap((machine) => machine.sold.map(({ orderId, minor }) => [orderId, minor]));
      const [lost, known] = [total(({ answers }) => answers.lost), total(({ answers }) => answers.known)];
      expect(Math.min(lost, known)).toBeGreaterThan(sold.length / 4);
      expect(total(({ answers }) => answers.created)).toBeLessThanOrEqual(sold.length);

      const stored = await api.database.dataSource.query<
        { order_id: string; minor: string; items: string }[]
      >(
        `select o.order_id, o.total_minor as minor, count(i.*) as items from orders o
         left join order_items i on i.order_id = o.id group by o.id`,
      );
      expect(stored.map(({ order_id, minor }) => [order_id, Number(minor)]).sort()).toEqual(sold.sort());
      expect(stored.filter(({ items }) => Number(items) !== 1)).toEqual([]);
      const [flagged] = await api.database.dataSource.query<{ n: string }[]>(
        'select (select count(*) from orders where is_exception) + (select count(*) from quarantined_reports) as n',
      );
      expect(Number(flagged?.n)).toBe(0);
      expect(await new RollupsService(api.database.dataSource).differences()).toEqual([]);
      for (const machine of machines) {
        const { data } = await person.get<OrderSums>(`/api/v1/orders/sums?device_id=${machine.id}`);
        const sales = machine.sold.reduce((sum, { minor }) => sum + minor, 0) / 100;
        expect(data).toMatchObject({
          sums: [{ currency: 'CNY', orders: machine.sold.length, sales, refunded: 0 }],
          is_complete: true,
        });
      }
    },
    WITHIN_MS,
  );
});
