import { Bin } from '@coffee/contract/devices';
import type { Page } from '@coffee/contract/paging';
import {
  Movement,
  PickList,
  ProductLeft,
  Refill,
  RefillBinsAnswer,
  StockDrift,
} from '@coffee/contract/stock';
import { EventStream } from '@coffee/testing/event-stream';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const V1 = '/api/v1';

describe('stock', () => {
  let api: TestApi;
  let make: Factories;
  let machine: HttpClient;
  let ops: HttpClient;
  let viewer: HttpClient;
  let stranger: HttpClient;
  let merchantId: number;
  let locationId: number;
  let id: string;
  let sold = 0;

  beforeAll(async () => {
    api = await startApi();
    make = new Factories(api.database.dataSource);
    const merchant = await make.merchant();
    merchantId = merchant.id;
    locationId = (await make.location(merchant, { name: '=Lobby', address: 'Hall 1, east' })).id;
    machine = new HttpClient(api.url);
    ops = await signIn('ops', merchantId);
    viewer = await signIn('viewer', merchantId);
    stranger = await signIn('ops', (await make.merchant()).id);
    const { dataSource } = api.database;
    await dataSource.query(
      `insert into materials (code, name, type, unit) values ('BEAN_A', 'Beans', 'bean', 'g'), ('MILK', 'Milk', 'powder', 'g')`,
    );
    const schema = {
      materials: [
        { material_code: 'BEAN_A', amount: 16, unit: 'g' },
        { material_code: 'MILK', amount: 20, unit: 'g' },
      ],
    };
    await dataSource.query(
      `insert into recipes (product_id, status, name, schema, created_by, published_at)
       values (202, 'published', 'Latte', $1, 'test', now())`,
      [JSON.stringify(schema)],
    );
  });
  afterAll(() => api.stop());
  beforeEach(async () => {
    id = (await make.device({ merchantId, locationId })).deviceId;
    await report({ BEAN_A: 800, MILK: 150 });
  });

  async function signIn(role: 'ops' | 'viewer', merchant: number): Promise<HttpClient> {
    const client = new HttpClient(api.url);
    const user = await make.user({ role, merchantId: merchant });
    await client.signIn(user.email, TEST_PASSWORD);
    return client;
  }
  const report = (levels: Record<string, number>) =>
    machine.post(`${V1}/devices/${id}/materials/report`, {
      timestamp: new Date().toISOString(),
      materials: Object.entries(levels).map(([material_code, remaining], bin_index) => ({
        bin_index,
        material_code,
        remaining,
        capacity: 1000,
        unit: 'g',
      })),
    });
  const sell = () =>
    machine.post(`${V1}/devices/${id}/orders/create`, {
      order_id: `S-${(sold += 1)}`,
      device_ts: new Date().toISOString(),
      items: [{ product_id: '202', name: 'Latte', qty: 1, unit_price: 16 }],
      total_price: 16,
      payment_method: 'wechat',
      payment_status: 'paid',
    });
  const bin = (index: number, verb: string) => `${V1}/devices/${id}/bins/${index}/${verb}`;
  const bins = async (): Promise<Bin[]> => (await viewer.get<Bin[]>(`${V1}/devices/${id}/materials`)).data;

  it('falls with each cup, lasts as long as use says, and is drift where the machine says another level', async () => {
    for (let cup = 0; cup < 5; cup += 1) expect((await sell()).status).toBe(201);
    await report({ BEAN_A: 720, MILK: 40 });
    const [beans, milk] = await bins();
    expect(misfits(Bin, beans as Bin)).toEqual([]);
    expect(beans).toMatchObject({ remaining: 720, cups_left: 45, is_bound: false });
    expect(beans?.hours_left).toBeGreaterThan(0);
    expect(milk).toMatchObject({ remaining: 40, is_low: true });
    const { data: drift } = await viewer.get<Page<StockDrift>>(`${V1}/stock/drift?device_id=${id}`);
    expect(drift.items).toHaveLength(1);
    expect(misfits(StockDrift, drift.items[0] as StockDrift)).toEqual([]);
    expect(drift.items[0]).toMatchObject({ material_code: 'MILK', expected: 50, reported: 40, amount: -10 });
    const { data: left } = await viewer.get<ProductLeft[]>(`${V1}/devices/${id}/cups_left`);
    expect(misfits(ProductLeft, left[0] as ProductLeft)).toEqual([]);
    expect(left).toMatchObject([{ product_id: '202', cups_left: 2, limited_by: 'MILK' }]);

    const first = await viewer.get<Page<Movement>>(`${bin(0, 'movements')}?page_size=4`);
    const { next_cursor: cursor } = first.data.pagination;
    const rest = await viewer.get<Page<Movement>>(`${bin(0, 'movements')}?page_size=4&cursor=${cursor}`);
    const all = [...first.data.items, ...rest.data.items];
    expect(all.map(({ type, amount }) => [type, amount])).toEqual([
      ...Array.from({ length: 5 }, () => ['consume', -16]),
      ['report', 800],
    ]);
    expect(misfits(Movement, all[0] as Movement)).toEqual([]);
  });

  it('is bound, refilled, counted, thrown away and freed by those who may, and told live', async () => {
    const stream = await EventStream.open(`${api.url}/sse/stream?topics=devices`, {
      cookie: String(viewer.sessionCookie),
    });
    const bound = await ops.send<Bin>('PUT', bin(0, 'bind'), {
      material_code: 'MILK',
      capacity: 600,
      unit: 'g',
      threshold_low_pct: 30,
    });
    expect([bound.status, bound.data]).toEqual([
      200,
      expect.objectContaining({ material_code: 'MILK', remaining: 0, capacity: 600, is_low: true }),
    ]);
    expect(misfits(Bin, bound.data)).toEqual([]);
    expect((await stream.heard('device.materials'))[0]?.data).toMatchObject({ device_id: id });
    stream.close();
    expect((await ops.post<Bin>(bin(0, 'refill'), { to_full: true })).data.remaining).toBe(600);
    expect((await ops.post<Bin>(bin(0, 'waste'), { amount: 12.5 })).data.remaining).toBe(587.5);
    expect((await ops.post<Bin>(bin(0, 'adjust'), { remaining: 580 })).data.remaining).toBe(580);
    const freed = await ops.send<Bin>('DELETE', bin(0, 'bind'));
    expect([freed.status, freed.data.material_code, freed.data.is_low]).toEqual([200, null, false]);
    expect((await ops.post(bin(0, 'refill'), { amount: 5 })).body.error?.code).toBe('CONFLICT');
  });

  it('names what is wrong, and keeps others out', async () => {
    const bind = { material_code: 'SALT', capacity: 600, unit: 'g', threshold_low_pct: 30 };
    const codes = await Promise.all([
      ops.send('PUT', bin(0, 'bind'), bind),
      ops.send('PUT', bin(1000, 'bind'), bind),
      ops.send('PUT', bin(0, 'bind'), { ...bind, capacity: 0 }),
      ops.post(bin(9, 'refill'), { amount: 5 }),
      ops.post(bin(0, 'refill'), {}),
      ops.post(bin(0, 'refill'), { amount: 5, to_full: true }),
      viewer.post(bin(0, 'refill'), { amount: 5 }),
      viewer.send('DELETE', bin(0, 'bind')),
      stranger.post(bin(0, 'refill'), { amount: 5 }),
      stranger.get(bin(0, 'movements')),
    ]);
    expect(codes.map(({ status }) => status)).toEqual([404, 400, 422, 404, 422, 422, 403, 403, 404, 404]);
    expect(codes[4]?.body.error?.details).toMatchObject({ validation_errors: [{ field: 'amount' }] });
    expect((await stranger.get<Page<Refill>>(`${V1}/refills`)).data.items).toEqual([]);
    expect((await stranger.get<Page<StockDrift>>(`${V1}/stock/drift`)).data.items).toEqual([]);
    const others = await stranger.post<RefillBinsAnswer>(`${V1}/refills`, {
      refills: [{ device_id: id, bin_index: 0, to_full: true }],
    });
    expect(others.data).toMatchObject({ succeeded: [], failed: [{ code: 'DEVICE_NOT_FOUND' }] });
  });

  it('stands on the board by what runs out first, is picked per place, and is refilled in one round', async () => {
    for (let cup = 0; cup < 3; cup += 1) await sell();
    // A count makes the forecast anew; without one the worker's sweep does.
    await ops.post(bin(0, 'adjust'), { remaining: 700 });
    await ops.post(bin(1, 'adjust'), { remaining: 90 });
    const board = await viewer.get<Page<Refill>>(`${V1}/refills?device_id=${id}&horizon_hours=48`);
    expect(board.data.items.map((item) => misfits(Refill, item))).toEqual([[], []]);
    expect(board.data.items[0]).toMatchObject({
      material_code: 'MILK',
      refill_amount: 910,
      cups_left: 4,
      is_low: true,
      currency: 'CNY',
    });
    expect(board.data.items[0]?.expected_loss).toBeGreaterThan(0);
    expect(
      (await viewer.get<Page<Refill>>(`${V1}/refills?device_id=${id}&material=BEAN_A`)).data.items,
    ).toHaveLength(1);

    const { data: list } = await viewer.get<PickList>(`${V1}/refills/pick_list?location_id=${locationId}`);
    expect(misfits(PickList, list)).toEqual([]);
    expect(list.places).toHaveLength(1);
    expect(
      list.places[0]?.bins.filter(({ device_id }) => device_id === id).map(({ amount }) => amount),
    ).toEqual([300, 910]);
    const file = await viewer.get(`${V1}/refills/pick_list.csv?location_id=${locationId}`);
    expect(file.headers.get('content-type')).toContain('text/csv');
    expect(String(file.data)).toContain(`'=Lobby,"Hall 1, east",${id},,1,MILK,Milk,910,g`);

    const round = {
      refills: [
        { device_id: id, bin_index: 1, to_full: true },
        { device_id: id, bin_index: 8, to_full: true },
      ],
    };
    const headers = { 'Idempotency-Key': `round-${id}` };
    const answer = await ops.send<RefillBinsAnswer>('POST', `${V1}/refills`, round, headers);
    expect(misfits(RefillBinsAnswer, answer.data)).toEqual([]);
    expect(answer.data.succeeded).toEqual([{ device_id: id, bin_index: 1, amount: 910, remaining: 1000 }]);
    expect(answer.data.failed).toMatchObject([{ bin_index: 8, code: 'NOT_FOUND' }]);
    expect((await ops.send('POST', `${V1}/refills`, round, headers)).data).toEqual(answer.data);
    expect((await bins())[1]).toMatchObject({ remaining: 1000, is_low: false });
  });
});
