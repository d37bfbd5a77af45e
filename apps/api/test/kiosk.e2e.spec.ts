import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { startApi, type TestApi } from '@coffee/testing/stack';

interface Recorded {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Record<string, unknown> | null;
}

const FIXTURE = join(__dirname, '../../../libs/device-protocol/fixtures/kiosk-requests.jsonl');
const RECORDED = readFileSync(FIXTURE, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Recorded);

describe('a recorded kiosk of the first generation', () => {
  let api: TestApi;
  let kiosk: HttpClient;
  let admin: HttpClient;

  const replay = (wanted: Recorded) =>
    kiosk.send(wanted.method, wanted.path, wanted.body ?? undefined, {
      ...wanted.headers,
      ...(wanted.body === null ? { 'Content-Type': 'application/json' } : {}),
    });
  const recorded = (part: string): Recorded[] => RECORDED.filter((request) => request.path.includes(part));

  beforeAll(async () => {
    api = await startApi();
    kiosk = new HttpClient(api.url);
    admin = new HttpClient(api.url);
    const user = await new Factories(api.database.dataSource).user();
    await admin.signIn(user.email, TEST_PASSWORD);
    for (const request of recorded('/register')) expect((await replay(request)).status).toBe(201);
  });
  afterAll(() => api.stop());

  it('is registered with its type as the model and its location as the address', async () => {
    const { data } = await admin.get('/api/v1/devices/D001');
    expect(data).toMatchObject({ model: 'coffee_machine', address: 'Hall A', fw_version: '1.0.0' });
  });

  it('gets an object with ok for everything it says, and strings where it expects strings', async () => {
    for (const request of RECORDED.filter(({ path }) => /status$|report$|create$|pending$/.test(path))) {
      const reply = await replay(request);
      expect([request.path, reply.status]).toEqual([request.path, expect.any(Number)]);
      expect(reply.status).toBeLessThan(300);
      expect(reply.body.ok).toBe(true);
      if (request.path.endsWith('pending')) expect(reply.body.commands).toEqual([]);
      else expect(typeof reply.body.message).toBe('string');
      if (request.path.endsWith('create')) expect(typeof reply.body.order_id).toBe('string');
    }
  });

  it('is online and idle after its heartbeat', async () => {
    expect((await admin.get('/api/v1/devices/D001')).data).toMatchObject({
      status: 'online',
      activity: 'idle',
      wifi_signal: -45,
    });
  });

  it('has its bins without the noise of floating point', async () => {
    const { data } =
      await admin.get<{ remaining: number; material_code: string }[]>('/api/v1/devices/D001/bins');
    expect(data.map((bin) => [bin.material_code, bin.remaining])).toEqual([
      ['BEAN_A', 85],
      ['BEAN_B', 92],
      ['MILK_POWDER', 22.5],
      ['SUGAR', 23.4],
      ['WATER', 500],
    ]);
  });

  it('has its orders at the time of sale, completed, and tests are no sales', async () => {
    const { data } = await admin.get<{ order: Record<string, unknown>; items: unknown[] }>(
      '/api/v1/orders/ORD_D001_1795387234_9c3c05e2',
    );
    expect(data.order).toMatchObject({
      device_ts: new Date(1795387234 * 1000).toISOString(),
      fulfilment_status: 'completed',
      payment_status: 'paid',
      total_price: 10,
      flags: [],
    });
    expect(data.items).toMatchObject([{ product_id: '204', name: '浓缩咖啡', qty: 1, unit_price: 10 }]);
    const rows = await api.database.dataSource.query<{ orders: number; sales_minor: number }[]>(
      `select sum(orders)::integer as orders, sum(sales_minor)::bigint as sales_minor from device_days where device_id = 'D001'`,
    );
    expect(rows).toEqual([{ orders: 2, sales_minor: 2000 }]);
  });

  it('may send an order again with a new time of upload', async () => {
    const [order] = recorded('orders/create');
    if (!order) throw new Error('no recorded order');
    const reply = await replay({ ...order, body: { ...order.body, created_at: new Date().toISOString() } });
    expect([reply.status, reply.body.message]).toEqual([200, 'Order already exists']);
  });

  it('is told 404 for results of commands nobody gave it', async () => {
    for (const request of recorded('command_result')) expect((await replay(request)).status).toBe(404);
  });
});
