import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@coffee/testing/eventually';
import { HttpClient } from '@coffee/testing/http-client';
import { freePort, Program } from '@coffee/testing/stack';
import { childrenOf } from './processes';

const RECOVERS_WITHIN_MS = 30_000;
/** One machine's patience: longer than all the recoveries together, which are held to their own time below. */
const ANSWERED_WITHIN_MS = 200_000;
const MACHINES = 10;
/** Grams of beans: enough for the whole run, of which the demo's latte takes 16. */
const BEANS = 1_000_000;
const BEANS_PER_CUP = 16;

/** A machine that sells without end and sends each order until it is answered 2xx. */
class StubbornMachine {
  readonly answered: string[] = [];
  readonly refused: number[] = [];
  private selling = true;

  constructor(
    private readonly http: HttpClient,
    readonly id: string,
  ) {}

  async run(): Promise<void> {
    await this.insist('register', { device_id: this.id, model: 'CoffeePro-A', firmware_version: '1' });
    const bin = { bin_index: 0, material_code: 'BEAN_A', remaining: BEANS, capacity: BEANS, unit: 'g' };
    await this.insist(`${this.id}/materials/report`, {
      timestamp: new Date().toISOString(),
      materials: [bin],
    });
    for (let cup = 0; this.selling; cup += 1) {
      const order_id = `${this.id}-${cup}`;
      const accepted = await this.insist(`${this.id}/orders/create`, {
        order_id,
        device_ts: new Date().toISOString(),
        items: [{ product_id: '202', name: 'Latte', qty: 1, unit_price: 18 }],
        total_price: 18,
        payment_method: 'wechat',
        payment_status: 'paid',
      });
      if (accepted) this.answered.push(order_id);
    }
  }

  close(): void {
    this.selling = false;
  }

  private async insist(route: string, body: unknown): Promise<boolean> {
    let accepted = false;
    const isAnswered = async (): Promise<boolean> => {
      const reply = await this.http.post(`/api/v1/devices/${route}`, body).catch(() => null);
      accepted = reply !== null && reply.status < 300;
      const isBusy = reply === null || reply.status === 429 || reply.status >= 500;
      if (reply && !accepted && (!isBusy || reply.status === 500)) this.refused.push(reply.status);
      return !isBusy;
    };
    await eventually(`${this.id} hears an answer to ${route}`, isAnswered, ANSWERED_WITHIN_MS, 50);
    return accepted;
  }
}

describe('the whole product, with its parts killed one after the other', () => {
  let state: string;
  let product: Program;
  let http: HttpClient;

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'faults-'));
    const port = await freePort();
    product = new Program('tools/stack/start.mjs', {
      PORT: String(port),
      STATE_DIR: state,
      SIMULATE_DEVICES: '3',
      DATABASE_URL: '',
      REDIS_URL: '',
      DEVICE_RATE_PER_MINUTE: '100000',
    });
    http = new HttpClient(`http://localhost:${port}`);
    product.start();
    await eventually(
      'the product says that it is ready',
      () => {
        product.assertAlive();
        return product.output.includes(`Coffee Admin is ready at http://localhost:${port}\n`);
      },
      120_000,
    );
  }, 150_000);

  afterAll(async () => {
    await product.stop('SIGINT');
    await rm(state, { recursive: true, force: true });
  }, 60_000);

  const isReady = async (): Promise<boolean> => {
    const reply = await http.get('/readyz').catch(() => null);
    const checks = (reply?.body as unknown as { checks?: Record<string, { ok: boolean }> } | undefined)
      ?.checks;
    return checks !== undefined && Object.values(checks).every((check) => check.ok);
  };

  it('recovers by itself and has every order that was answered, once, and its beans too', async () => {
    const machines = Array.from(
      { length: MACHINES },
      (_, index) => new StubbornMachine(http, `STUBBORN-${index}`),
    );
    const runs = machines.map((machine) => machine.run());
    const sold = (): number => machines.reduce((sum, machine) => sum + machine.answered.length, 0);
    await eventually('machines sell', () => sold() > MACHINES);
    for (const part of ['apps/api/main.js', 'apps/worker/main.js', 'redis-server', 'bin/postgres']) {
      const victim = (await childrenOf(product.pid)).find((child) => child.command.includes(part));
      if (!victim) throw new Error(`${part} does not run`);
      process.kill(victim.pid, 'SIGKILL');
      await eventually(
        `${part} runs again`,
        async () => {
          const again = (await childrenOf(product.pid)).find((child) => child.command.includes(part));
          return again !== undefined && again.pid !== victim.pid;
        },
        RECOVERS_WITHIN_MS,
      );
      await eventually(`all is ready after ${part}`, isReady, RECOVERS_WITHIN_MS);
      const before = sold();
      await eventually(`machines sell after ${part}`, () => sold() > before + MACHINES, RECOVERS_WITHIN_MS);
    }
    for (const machine of machines) machine.close();
    await Promise.all(runs);

    expect(machines.flatMap((machine) => machine.refused)).toEqual([]);
    await http.signIn('admin@example.com', 'Admin123!');
    for (const machine of machines) {
      const stored: string[] = [];
      let cursor = '';
      do {
        const { data } = await http.get<{
          items: { order_id: string }[];
          pagination: { next_cursor: string | null };
        }>(`/api/v1/orders?device_id=${machine.id}&page_size=200${cursor}`);
        stored.push(...data.items.map((order) => order.order_id));
        cursor = data.pagination.next_cursor === null ? '' : `&cursor=${data.pagination.next_cursor}`;
      } while (cursor !== '');
      expect(stored.sort()).toEqual([...machine.answered].sort());
      const bins = await http.get<{ remaining: number }[]>(`/api/v1/devices/${machine.id}/bins`);
      expect(bins.data[0]?.remaining).toBe(BEANS - BEANS_PER_CUP * machine.answered.length);
    }
  }, 240_000);

  it('leaves no process when it is told to stop', async () => {
    const children = await childrenOf(product.pid);
    expect(children.length).toBeGreaterThanOrEqual(5);
    expect(await product.stop('SIGINT')).toBe(0);
    const alive = children.filter(({ pid }) => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    });
    expect(alive).toEqual([]);
  }, 60_000);
});
