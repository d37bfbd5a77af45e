import type { Page } from 'playwright-core';
import { bringAxe, faults, overflow } from './faults';
import { DESKTOP, Journey, PHONE, type Look } from './journey';

const LOOKS: [string, Look][] = [
  ['on a desk', { viewport: DESKTOP }],
  ['on a phone, dark, in Chinese', { viewport: PHONE, theme: 'dark', language: 'zh-CN' }],
];

describe('the command palette', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin();
    const merchant = await journey.factories.merchant({ name: 'Morning Light' });
    await journey.factories.location(merchant, { name: 'Hongqiao Station', address: 'Shengui Road 1500' });
    await journey.factories.device({ deviceId: 'PAL-7', alias: 'North gate', merchantId: merchant.id });
    await journey.sell('PAL-7', 'ORD_PAL_20260101');
  });
  afterEach(() => journey.closeWindows());
  afterAll(async () => {
    expect(journey.complaints).toEqual([]);
    await journey.end();
  });

  const open = async (page: Page) => {
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Search and commands' });
    await palette.getByRole('combobox').waitFor();
    return palette;
  };

  it('opens from a field too, finds a machine by its name and remembers it', async () => {
    const page = await journey.person('ops');
    await page.goto('/devices');
    await page.getByRole('searchbox').click();
    const palette = await open(page);
    await page.keyboard.type('north');
    await palette.getByRole('option', { name: /North gate/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'North gate', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/devices/PAL-7');

    const again = await open(page);
    await again
      .getByRole('group', { name: 'Recent' })
      .getByRole('option', { name: /North gate/ })
      .waitFor();
    await page.keyboard.press('Escape');
    await again.waitFor({ state: 'detached' });
  });

  it('finds an order by the beginning of its number and a place by its street', async () => {
    const page = await journey.person('viewer');
    await page.goto('/');
    await page.getByRole('button', { name: 'Search everything' }).click();
    const palette = page.getByRole('dialog', { name: 'Search and commands' });
    await palette.getByRole('combobox').fill('shengui');
    await palette.getByRole('option', { name: /Hongqiao Station/ }).waitFor();
    await palette.getByRole('combobox').fill('ORD_PAL');
    await palette.getByRole('option', { name: /ORD_PAL_20260101/ }).click();
    await page.getByRole('heading', { name: /Latte/, level: 1 }).waitFor();
  });

  it('goes to pages and acts by name in both languages, within what the role may', async () => {
    const page = await journey.person('viewer');
    await page.goto('/orders');
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor();
    const palette = await open(page);
    await palette.getByRole('combobox').fill('告警');
    await palette.getByRole('option', { name: /^Alarms/ }).waitFor();
    await palette.getByRole('combobox').fill('dispatch');
    await palette.getByRole('option', { name: /^Dispatch/ }).waitFor();
    expect(await palette.getByRole('option', { name: 'New dispatch' }).count()).toBe(0);
    await palette.getByRole('combobox').fill('dark');
    await page.keyboard.press('Enter');
    await palette.waitFor({ state: 'detached' });
    expect(await page.locator('html').getAttribute('data-bs-theme')).toBe('dark');
  });

  it('says when nothing is found, and when the server cannot be asked', async () => {
    const page = await journey.person('viewer');
    await page.goto('/orders');
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor();
    const palette = await open(page);
    await palette.getByRole('combobox').fill('no such thing');
    await palette.getByText('Nothing found for “no such thing”').waitFor();
    await page.route('**/api/v1/search**', (route) => route.abort());
    await palette.getByRole('combobox').fill('no such thing either');
    await palette.getByText('The server cannot be reached').waitFor();
  });

  it('opens by / where there is no list, and single keys can be turned off', async () => {
    const page = await journey.person('viewer');
    await page.goto('/profile');
    await page.getByRole('heading', { name: 'Profile', level: 1 }).waitFor();
    await page.keyboard.press('/');
    await page.getByRole('dialog', { name: 'Search and commands' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: /^Keyboard shortcuts/ }).uncheck();
    await page.locator('h1').click();
    await page.keyboard.press('/');
    await page.keyboard.press('?');
    await open(page);
    expect(await page.getByRole('dialog').count()).toBe(1);
  });

  it('does not acknowledge an alarm on the way to the alarms', async () => {
    const page = await journey.person('ops');
    await journey.api.database.dataSource.query(
      `insert into alarms (type, device_id, merchant_id, severity, data, first_at, last_at, opened_at)
       select 'device_fault', device_id, merchant_id, 'critical', '{}', now(), now(), now()
       from devices where device_id = 'PAL-7'`,
    );
    await page.goto('/alarms');
    const alarm = page.getByRole('row').filter({ hasText: 'North gate' });
    await alarm.getByRole('link', { name: 'Fault' }).focus();
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    const [row] =
      await journey.api.database.dataSource.query<{ status: string }[]>('select status from alarms');
    expect(row?.status).toBe('open');
  });

  it.each(LOOKS)('is in reach of everybody: %s', async (_name, look) => {
    const page = await journey.person('admin', look);
    await bringAxe(page);
    await page.goto('/profile');
    await page.locator('h1').waitFor();
    await page.keyboard.press('Control+k');
    const palette = page.locator('.palette');
    await palette.getByRole('combobox').fill('ga');
    await palette.getByRole('option').first().waitFor();
    expect(await faults(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });
});
