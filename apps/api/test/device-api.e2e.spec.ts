import { Device, DeviceSummary, StatusChange } from '@coffee/contract/devices';
import { MaterialsAnswer } from '@coffee/device-protocol/materials';
import { RegisterAnswer } from '@coffee/device-protocol/registration';
import { StatusAnswer } from '@coffee/device-protocol/status';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const DEVICES = '/api/v1/devices';
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

const ORDER = {
  order_id: 'A-1',
  device_ts: ago(5),
  items: [{ product_id: 'latte', name: 'Latte', qty: 2, unit_price: 12.5, options: { size: 'large' } }],
  total_price: '25.00',
  payment_method: 'wechat',
  payment_status: 'paid',
};

describe('the device API', () => {
  let api: TestApi;
  let machine: HttpClient;
  let admin: HttpClient;

  beforeAll(async () => {
    api = await startApi();
    machine = new HttpClient(api.url);
    admin = new HttpClient(api.url);
    const user = await new Factories(api.database.dataSource).user();
    await admin.signIn(user.email, TEST_PASSWORD);
  });
  afterAll(() => api.stop());

  const register = (device_id: string, more: Record<string, unknown> = {}) =>
    machine.post(`${DEVICES}/register`, {
      device_id,
      model: 'CoffeePro-A',
      firmware_version: '2.1.0',
      ...more,
    });
  const say = (id: string, body: Record<string, unknown> = {}) =>
    machine.post(`${DEVICES}/${id}/status`, {
      status: 'online',
      timestamp: new Date().toISOString(),
      ...body,
    });

  it('registers a machine once, and repeats message at top level', async () => {
    const first = await register('R-1', { address: 'Hall A', firmware_version: '2.1.0' });
    expect(first.status).toBe(201);
    expect(misfits(RegisterAnswer, first.data)).toEqual([]);
    expect(first.body).toMatchObject({
      ok: true,
      message: 'registered',
      data: {
        device_id: 'R-1',
        message: 'registered',
        provisioning: { merchant_id: null, needs_binding: true },
      },
    });
    const again = await register('R-1');
    expect([again.status, again.data.message]).toEqual([200, 'already registered']);
    const device = await admin.get<Device>(`${DEVICES}/R-1`);
    expect(misfits(Device, device.data)).toEqual([]);
    expect(device.data).toMatchObject({
      status: 'registered',
      model: 'CoffeePro-A',
      fw_version: '2.1.0',
      address: 'Hall A',
    });
  });

  it('stores one machine when it registers many times at once', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => register('R-MANY')));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  });

  it('takes a status and shows it to people at once', async () => {
    await register('S-1');
    const reply = await say('S-1', {
      temperature: 91.5,
      wifi_signal: -48,
      activity: 'brewing',
      uptime_seconds: 60,
      extra: { door: 'shut' },
    });
    expect(reply.status).toBe(200);
    expect(misfits(StatusAnswer, reply.data)).toEqual([]);
    expect(reply.body).toMatchObject({
      message: 'Status updated',
      data: { applied: true, pending_commands: 0 },
    });
    const { data } = await admin.get<Device>(`${DEVICES}/S-1`);
    expect(data).toMatchObject({
      status: 'online',
      activity: 'brewing',
      temperature: 91.5,
      wifi_signal: -48,
      extra: { door: 'shut' },
    });
  });

  it('keeps a late status as history and records how far the clock is off', async () => {
    await register('S-2');
    await say('S-2', { timestamp: ago(-120) });
    expect((await say('S-2', { status: 'fault', timestamp: ago(3600) })).data).toMatchObject({
      applied: false,
    });
    const { data } = await admin.get<Device>(`${DEVICES}/S-2`);
    expect(data.status).toBe('online');
    expect(Math.round(Number(data.clock_skew_ms) / 1000)).toBe(120);
    const history = await admin.get<StatusChange[]>(`${DEVICES}/S-2/history`);
    expect(history.data.map((change) => change.status)).toEqual(['online', 'registered']);
    for (const change of history.data) expect(misfits(StatusChange, change)).toEqual([]);
  });

  it('reads a time without a zone as UTC and takes microseconds', async () => {
    await register('S-3');
    const utc = new Date().toISOString().replace('Z', '123');
    expect((await say('S-3', { timestamp: utc })).status).toBe(200);
    const { data } = await admin.get<Device>(`${DEVICES}/S-3`);
    expect(Math.abs(Number(data.clock_skew_ms))).toBeLessThan(5000);
  });

  it('takes levels, makes unknown materials, and calls an empty bin low', async () => {
    await register('M-1');
    const reply = await machine.post(`${DEVICES}/M-1/materials/report`, {
      timestamp: new Date().toISOString(),
      materials: [
        { bin_index: 0, material_code: 'M1_BEAN', remaining: 0, capacity: 100, unit: 'g' },
        { bin_index: 1, material_code: 'M1_MILK', remaining: 80.5, capacity: 100, unit: 'g' },
        { bin_index: 2, material_code: 'M1_WATER', remaining: 600, capacity: 500, unit: 'ml' },
      ],
    });
    expect(reply.status).toBe(200);
    expect(misfits(MaterialsAnswer, reply.data)).toEqual([]);
    expect(reply.body.message).toBe('Materials updated');
    const bins = await admin.get<{ is_low: boolean; remaining_pct: number; material: { type: string } }[]>(
      `${DEVICES}/M-1/bins`,
    );
    expect(bins.data.map((bin) => [bin.is_low, bin.remaining_pct, bin.material.type])).toEqual([
      [true, 0, 'unknown'],
      [false, 80.5, 'unknown'],
      [false, 120, 'unknown'],
    ]);
    const low = await admin.get<{ items: Device[] }>(`${DEVICES}?low_material=true&query=M-1`);
    expect(low.data.items.map((device) => [device.device_id, device.low_bins])).toEqual([['M-1', 1]]);
  });

  it('leaves a bin alone when an older report comes late', async () => {
    await register('M-2');
    const level = (remaining: number, timestamp: string) =>
      machine.post(`${DEVICES}/M-2/materials/report`, {
        timestamp,
        materials: [{ bin_index: 0, material_code: 'M2_BEAN', remaining, capacity: 100, unit: 'g' }],
      });
    await level(50, ago(10));
    await level(90, ago(600));
    expect((await admin.get<{ remaining: number }[]>(`${DEVICES}/M-2/bins`)).data[0]?.remaining).toBe(50);
  });

  it('stores an order once, however often it comes', async () => {
    await register('O-1');
    const create = (body: Record<string, unknown>) => machine.post(`${DEVICES}/O-1/orders/create`, body);
    const replies = await Promise.all(Array.from({ length: 10 }, () => create(ORDER)));
    expect(replies.map((reply) => reply.status).sort()).toEqual([
      200, 200, 200, 200, 200, 200, 200, 200, 200, 201,
    ]);
    const again = await create({ ...ORDER, device_ts: ago(1) });
    expect(again.body).toMatchObject({ ok: true, message: 'Order already exists', order_id: 'A-1' });
    expect(again.status).toBe(200);
    const other = await create({ ...ORDER, total_price: 26 });
    expect([other.status, other.body.error?.code]).toEqual([409, 'CONFLICT']);
    const rows = await api.database.dataSource.query<unknown[]>(
      `select total_minor, flags from orders where device_id = 'O-1'`,
    );
    expect(rows).toEqual([{ total_minor: 2500, flags: ['conflicting_report'] }]);
  });

  it('lets two machines use the same order id', async () => {
    await Promise.all([register('O-2'), register('O-3')]);
    for (const id of ['O-2', 'O-3']) {
      expect(
        (await machine.post(`${DEVICES}/${id}/orders/create`, { ...ORDER, order_id: 'SAME' })).status,
      ).toBe(201);
    }
    expect((await admin.get('/api/v1/orders/SAME')).status).toBe(409);
    const picked = await admin.get<{ order: { device_id: string } }>('/api/v1/orders/SAME?device_id=O-3');
    expect(picked.data.order.device_id).toBe('O-3');
  });

  it('stores and flags what it does not know', async () => {
    await register('O-4');
    const strange = { ...ORDER, order_id: 'ODD', payment_method: 'shells', total_price: 99 };
    expect((await machine.post(`${DEVICES}/O-4/orders/create`, strange)).status).toBe(201);
    const { data } = await admin.get<{ order: { flags: string[]; is_exception: boolean } }>(
      '/api/v1/orders/ODD',
    );
    expect(data.order.flags.sort()).toEqual(['total_mismatch', 'unknown_payment_method']);
    expect(data.order.is_exception).toBe(true);
  });

  it('follows an order from brewing to completed and keeps what comes backwards', async () => {
    await register('O-5');
    await machine.post(`${DEVICES}/O-5/orders/create`, { ...ORDER, order_id: 'LIFE' });
    const tell = (status: string) =>
      machine.post(`${DEVICES}/O-5/orders/LIFE/status`, { status, timestamp: new Date().toISOString() });
    for (const status of ['brewing', 'completed', 'brewing']) expect((await tell(status)).status).toBe(200);
    const { data } = await admin.get<{ order: { fulfilment_status: string }; timeline: unknown[] }>(
      '/api/v1/orders/LIFE',
    );
    expect(data.order.fulfilment_status).toBe('completed');
    expect(data.timeline.length).toBeGreaterThanOrEqual(4);
    const foreign = await machine.post(`${DEVICES}/O-4/orders/LIFE/status`, {
      status: 'failed',
      timestamp: ago(0),
    });
    expect([foreign.status, foreign.body.error?.code]).toEqual([404, 'ORDER_NOT_FOUND']);
  });

  it('answers a poll with an empty list, at once and after waiting', async () => {
    await register('P-1');
    const path = `${DEVICES}/P-1/commands/pending`;
    expect((await machine.get(path)).body).toEqual({ ok: true, data: [], commands: [] });
    const before = Date.now();
    expect((await machine.get(`${path}?wait=1`)).data).toEqual([]);
    expect(Date.now() - before).toBeGreaterThanOrEqual(950);
    for (const wait of ['31', '-1', 'x', '1.5'])
      expect((await machine.get(`${path}?wait=${wait}`)).status).toBe(400);
  });

  it('answers 404 for results of commands that the machine never got', async () => {
    await register('P-2');
    const command_id = 'a5154ba3-0456-4155-85e2-39e291af8865';
    const result = await machine.post(`${DEVICES}/P-2/command_result`, { command_id, status: 'success' });
    expect([result.status, result.body.error?.code]).toEqual([404, 'NOT_FOUND']);
    expect((await machine.post(`${DEVICES}/P-2/commands/${command_id}/ack`, {})).status).toBe(404);
  });

  it('flushes an offline queue in order, and one bad entry holds up nothing', async () => {
    await register('Q-1');
    const events = [
      { seq: 1, type: 'status', occurred_at: ago(50), payload: { status: 'online', timestamp: ago(50) } },
      { seq: 2, type: 'order', occurred_at: ago(40), payload: { ...ORDER, order_id: 'Q-A' } },
      { seq: 3, type: 'order', occurred_at: ago(39), payload: { order_id: 'broken' } },
      { seq: 4, type: 'dance', occurred_at: ago(38), payload: {} },
      {
        seq: 5,
        type: 'order_status',
        occurred_at: ago(30),
        payload: { order_id: 'Q-A', status: 'completed' },
      },
      { seq: 9, type: 'status', occurred_at: ago(20), payload: { status: 'maintenance' } },
    ];
    const reply = await machine.post<{ accepted_through: number; results: { seq: number; ok: boolean }[] }>(
      `${DEVICES}/Q-1/events`,
      { events },
    );
    expect(reply.status).toBe(200);
    expect(reply.data.accepted_through).toBe(9);
    expect(reply.data.results.map((result) => result.ok)).toEqual([true, true, false, false, true, true]);
    const again = await machine.post<{ results: { ok: boolean }[] }>(`${DEVICES}/Q-1/events`, { events });
    expect(again.data.results.map((result) => result.ok)).toEqual([true, true, false, false, true, true]);
    const kept = await admin.get<{ route: string }[]>(`${DEVICES}/Q-1/quarantine`);
    expect(new Set(kept.data.map((report) => report.route))).toEqual(
      new Set(['orders/create', 'events: dance']),
    );
    expect((await admin.get<Device>(`${DEVICES}/Q-1`)).data.status).toBe('maintenance');
    const order = await admin.get<{ order: { fulfilment_status: string } }>('/api/v1/orders/Q-A');
    expect(order.data.order.fulfilment_status).toBe('completed');
  });

  it('keeps a refused body in quarantine, on the page of its machine', async () => {
    await register('X-1');
    const refused = await machine.post(`${DEVICES}/X-1/status`, {
      status: 'dancing',
      timestamp: 'yesterday',
    });
    expect(refused.status).toBe(422);
    expect(refused.body.error?.details).toMatchObject({
      validation_errors: [
        { field: 'status', rule: 'isIn' },
        { field: 'timestamp', rule: 'isDeviceTime' },
      ],
    });
    const kept = await admin.get<{ route: string; body: string }[]>(`${DEVICES}/X-1/quarantine`);
    expect(kept.data).toMatchObject([
      { route: 'status', body: expect.stringContaining('dancing') as string },
    ]);
  });

  it('refuses a suspended machine and one whose header names another', async () => {
    await register('L-1');
    await admin.patch(`${DEVICES}/L-1`, { lifecycle: 'suspended' });
    const refused = await say('L-1');
    expect([refused.status, refused.body.error?.code]).toEqual([403, 'FORBIDDEN']);
    await register('L-2');
    const posing = await machine.post(
      `${DEVICES}/L-2/status`,
      { status: 'online', timestamp: ago(0) },
      { 'x-device-id': 'L-1' },
    );
    expect(posing.status).toBe(403);
  });

  it('counts calls per machine and says when to come back', async () => {
    await Promise.all([register('F-1'), register('F-2')]);
    const replies = await Promise.all(Array.from({ length: 230 }, () => say('F-1')));
    const refused = replies.filter((reply) => reply.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body.error?.code).toBe('RATE_LIMITED');
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await say('F-2')).status).toBe(200);
  });

  it('sums up a machine for its page', async () => {
    await register('Z-1');
    await say('Z-1');
    await machine.post(`${DEVICES}/Z-1/orders/create`, { ...ORDER, order_id: 'Z-A' });
    await machine.post(`${DEVICES}/Z-1/orders/create`, { ...ORDER, order_id: 'Z-B', is_test: true });
    const { data } = await admin.get<DeviceSummary>(`${DEVICES}/Z-1/summary`);
    expect(misfits(DeviceSummary, data)).toEqual([]);
    expect(data).toMatchObject({ orders_today: 1, orders_week: 1, materials_low: 0 });
  });
});
