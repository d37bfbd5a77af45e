import { Journey, untilLive } from './journey';

describe('watching live', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin();
    for (const n of [1, 2, 3, 4]) {
      await journey.factories.device({ deviceId: `LIVE-00${n}`, status: 'online' });
    }
  });
  afterEach(() => journey.closeWindows());
  afterAll(() => journey.end());

  it('shows a machine that registers in the open list, without a reload', async () => {
    const page = await journey.person('viewer');
    await page.goto('/devices?query=FRESH');
    await page.getByText('Nothing matches').waitFor();
    await untilLive(page);
    const reply = await journey.machines.post('/api/v1/devices/register', {
      device_id: 'FRESH-01',
      model: 'CoffeePro-A',
      firmware_version: '2.4.1',
    });
    expect(reply.status).toBe(201);
    await page.getByRole('link', { name: 'FRESH-01' }).waitFor();
  });

  it('follows a machine on its page', async () => {
    const page = await journey.person('viewer');
    await page.goto('/devices/LIVE-001');
    await untilLive(page);
    await journey.report('LIVE-001', 'fault', { temperature: 41.5 });
    await page.locator('.page-head').getByText('Fault').waitFor();
    await page.getByText('41.5°C').waitFor();
    await journey.report('LIVE-001', 'online', { temperature: 92, activity: 'brewing' });
    await page.locator('.page-head').getByText('Brewing').waitFor();
  });

  it('counts new orders above the list instead of moving it', async () => {
    const page = await journey.person('viewer');
    await page.goto('/orders');
    await page.getByText('No orders yet').waitFor();
    await journey.sell('LIVE-002', 'NEW-1');
    await page.reload();
    await page.getByText('NEW-1').waitFor();
    await untilLive(page);
    await journey.sell('LIVE-002', 'NEW-2');
    await page.getByRole('button', { name: '1 new order · Show' }).click();
    await page.getByText('NEW-2').waitFor();
  });

  it('holds one stream for all windows of a browser, and hands it on when the window that held it closes', async () => {
    const first = await journey.person('viewer');
    const context = first.context();
    const streams: string[] = [];
    context.on('request', (request) => {
      if (request.url().includes('/sse/')) streams.push(request.url());
    });
    await first.goto('/devices/LIVE-003');
    await untilLive(first);
    const second = await context.newPage();
    await second.goto('/devices/LIVE-003');
    await untilLive(second);
    expect(streams).toHaveLength(1);
    await journey.report('LIVE-003', 'maintenance');
    await Promise.all(
      [first, second].map((page) => page.locator('.page-head').getByText('Maintenance').waitFor()),
    );
    await first.close();
    await journey.report('LIVE-003', 'fault');
    await second.locator('.page-head').getByText('Fault').waitFor();
    expect(streams).toHaveLength(2);
  });

  it('says so when the server is away, and catches up by itself', async () => {
    const page = await journey.person('viewer');
    await page.goto('/devices/LIVE-004');
    await untilLive(page);
    await page.context().setOffline(true);
    await page.locator('[data-live="offline"]').waitFor();
    await journey.report('LIVE-004', 'fault');
    await page.context().setOffline(false);
    await page.locator('.page-head').getByText('Fault').waitFor();
    await untilLive(page);
  });

  it('has made the browser complain about nothing', () => {
    expect(journey.complaints.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
  });
});
