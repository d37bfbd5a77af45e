import { faults } from './faults';
import { Journey, PHONE } from './journey';

describe('from an empty bin to a full one', () => {
  let journey: Journey;
  let merchantId: number;

  beforeAll(async () => {
    journey = await Journey.begin();
    const { factories } = journey;
    const merchant = await factories.merchant();
    merchantId = merchant.id;
    const location = await factories.location(merchant, { name: 'Lobby' });
    const { dataSource } = journey.api.database;
    await factories.device({
      deviceId: 'STOCK-1',
      merchantId,
      locationId: location.id,
      status: 'online',
    });
    await dataSource.query(
      `insert into materials (code, name, type, unit) values ('BEAN_A', 'Beans', 'bean', 'g'), ('MILK', 'Milk', 'powder', 'g')`,
    );
    await dataSource.query(
      `insert into recipes (product_id, status, name, schema, created_by, published_at)
       values (202, 'published', 'Latte', '{"materials": [{"material_code": "BEAN_A", "amount": 16}]}', 'test', now())`,
    );
  });
  afterEach(() => journey.closeWindows());
  afterAll(() => journey.end());

  const post = async (path: string, body: object): Promise<void> => {
    const reply = await journey.machines.post(`/api/v1/devices/STOCK-1/${path}`, body);
    expect(reply.status).toBeLessThan(300);
  };
  const sell = (orderId: string) =>
    post('orders/create', {
      order_id: orderId,
      device_ts: new Date().toISOString(),
      items: [{ product_id: '202', name: 'Latte', qty: 1, unit_price: 16 }],
      total_price: 16,
      payment_method: 'wechat',
      payment_status: 'paid',
    });
  const report = (remaining: number) =>
    post('materials/report', {
      timestamp: new Date().toISOString(),
      materials: [{ bin_index: 0, material_code: 'BEAN_A', remaining, capacity: 1000, unit: 'g' }],
    });

  it('binds a bin, refills it, and sees cups and the machine move its level', async () => {
    const page = await journey.person('ops', {}, merchantId);
    await page.goto('/devices/STOCK-1/bins');
    await page.getByRole('button', { name: 'Bind another bin' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Material', { exact: true }).selectOption('BEAN_A');
    await drawer.getByLabel('Capacity').fill('1000');
    await drawer.getByRole('button', { name: 'Bind', exact: true }).click();
    const bin = page.getByRole('region', { name: 'Bin 0' });
    await bin.getByText('Low', { exact: true }).waitFor();
    await bin.getByRole('button', { name: 'Refill', exact: true }).click();
    await drawer.getByRole('button', { name: 'Mark refilled' }).click();
    await bin.getByText('100%').waitFor();
    // A cup is sold: nobody touches the page.
    await sell('J-1');
    await bin.getByText('984 of 1,000 g').waitFor();
    await page.getByText('61 cups').first().waitFor();
    await report(900);
    await bin.getByText('900 of 1,000 g').waitFor();
    await bin.getByRole('button', { name: 'History' }).click();
    await drawer.getByText('Expected 984 g, found 900 g').waitFor();
    await drawer.getByText('J-1').waitFor();
    expect(await faults(page)).toEqual([]);
    expect(journey.complaints).toEqual([]);
  });

  it('finds it on the board, prints what to bring, and marks it refilled with a thumb', async () => {
    await report(100);
    // A count makes the forecast anew; without one the worker's sweep does.
    const ops = await journey.client('ops');
    await ops.post('/api/v1/devices/STOCK-1/bins/0/adjust', { remaining: 90 });
    const desk = await journey.person('viewer', {}, merchantId);
    await desk.goto('/refills');
    await desk.getByRole('link', { name: 'STOCK-1' }).waitFor();
    await desk.getByText('910 g').waitFor();
    expect(await desk.getByRole('link', { name: 'Refill', exact: true }).count()).toBe(0);
    await desk.getByRole('link', { name: 'Pick list' }).click();
    await desk.getByRole('heading', { name: 'Lobby' }).waitFor();
    await desk.emulateMedia({ media: 'print' });
    expect(await desk.locator('.sidebar').isVisible()).toBe(false);
    expect(await desk.getByRole('cell', { name: '910 g' }).isVisible()).toBe(true);

    const phone = await journey.person('ops', { viewport: PHONE }, merchantId);
    await phone.goto('/refills/STOCK-1');
    await phone.getByRole('button', { name: /Beans/ }).click();
    await phone.getByRole('button', { name: 'Mark 1 bin refilled' }).click();
    await phone.getByText('1,000 g').waitFor();
    expect(await faults(phone)).toEqual([]);
    expect(journey.complaints).toEqual([]);
  });
});
