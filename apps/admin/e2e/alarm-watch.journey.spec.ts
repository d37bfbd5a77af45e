import { bringAxe, faults, overflow } from './faults';
import { Journey, PHONE, untilLive } from './journey';

describe('the watch for critical alarms', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin({ worker: true });
    const merchant = await journey.factories.merchant({ name: 'Morning Light' });
    for (const n of [1, 2, 3])
      await journey.factories.device({ deviceId: `BELL-${n}`, merchantId: merchant.id, status: 'online' });
    const admin = await journey.client('admin');
    const rule = { type: 'device_fault', raise_delay_seconds: 0 };
    expect((await admin.send('PUT', '/api/v1/alarm_rules', { rules: [rule] })).status).toBe(200);
  });
  afterEach(() => journey.closeWindows());
  afterAll(async () => {
    expect(journey.complaints).toEqual([]);
    await journey.end();
  });

  it('tells of a new one on every page and in the title, until somebody takes care of it', async () => {
    const page = await journey.person('ops');
    await page.goto('/orders');
    await untilLive(page);
    await journey.report('BELL-1', 'fault');
    const banner = page.locator('.alarm-banner');
    await banner.getByText('New critical alarm: Fault, BELL-1.').waitFor();
    await journey.report('BELL-2', 'fault');
    await banner.getByText('And 1 more.').waitFor();
    await page.waitForFunction(() => document.title.startsWith('(2) Orders'));
    await page.getByRole('link', { name: /Alarms 2 critical alarms are open/ }).waitFor();

    const client = await journey.client('ops');
    const found = await client.get<{ items: { id: number }[] }>('/api/v1/alarms?device_id=BELL-2');
    await client.post(`/api/v1/alarms/${found.data.items[0]?.id}/ack`, {});
    await banner.getByText('New critical alarm: Fault, BELL-1.').waitFor();
    await banner.getByText('And 1 more.').waitFor({ state: 'detached' });
    await banner.getByRole('link', { name: 'Show' }).click();
    await page.getByRole('dialog', { name: 'Fault' }).waitFor();
    expect(await banner.count()).toBe(0);
  });

  it('makes a sound for those who asked for one, once', async () => {
    const page = await journey.person('ops', { viewport: PHONE });
    await page.addInitScript(() => {
      const Real = window.AudioContext;
      const counted = window as unknown as { tones: number };
      counted.tones = 0;
      window.AudioContext = class extends Real {
        constructor() {
          super();
          counted.tones += 1;
        }
      };
    });
    const tones = () => page.evaluate(() => (window as unknown as { tones: number }).tones);
    await bringAxe(page);
    await page.goto('/profile');
    await page.getByRole('checkbox', { name: /^Sound for new critical alarms/ }).check();
    await page.getByRole('button', { name: 'Play it' }).click();
    expect(await tones()).toBe(1);
    await untilLive(page);
    await journey.report('BELL-3', 'fault');
    await page.locator('.alarm-banner').getByText('BELL-3').waitFor();
    expect(await tones()).toBe(2);
    expect(await faults(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.locator('.alarm-banner').waitFor({ state: 'detached' });
  });
});
