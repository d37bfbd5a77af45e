import type { Page } from 'playwright-core';
import { Journey, untilLive } from './journey';

const PLACES = ['Lobby', 'Canteen', 'Roof', 'Garage'];

describe('the inbox of alarms', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin();
    const merchant = await journey.factories.merchant({ name: 'Morning Light' });
    for (const [n, alias] of PLACES.entries()) {
      const deviceId = `ALARM-${n + 1}`;
      await journey.factories.device({ deviceId, alias, merchantId: merchant.id, status: 'fault' });
      await raise(deviceId, n === 0 ? 'warn' : 'critical');
    }
  });
  afterEach(() => journey.closeWindows());
  afterAll(async () => {
    expect(journey.complaints).toEqual([]);
    await journey.end();
  });

  /** As the worker's sweep would: it does not run here, so that each step is the spec's own. */
  function raise(deviceId: string, severity: 'warn' | 'critical'): Promise<unknown> {
    return journey.api.database.dataSource.query(
      `insert into alarms (type, device_id, merchant_id, severity, data, first_at, last_at, opened_at)
       select 'device_fault', device_id, merchant_id, $2, '{"error": "Grinder blocked"}', now(), now(), now()
       from devices where device_id = $1`,
      [deviceId, severity],
    );
  }

  async function raiseAt(deviceId: string, alias: string): Promise<void> {
    await journey.factories.device({ deviceId, alias, status: 'fault' });
    await raise(deviceId, 'critical');
  }

  const row = (page: Page, place: string) => page.getByRole('row').filter({ hasText: place });
  const choose = (page: Page, place: string) => row(page, place).getByRole('checkbox').check();

  it('shows the worst first, with the number of critical ones beside the menu, and opens one with its timeline', async () => {
    const page = await journey.person('ops');
    await page.goto('/alarms');
    await row(page, 'Lobby').waitFor();
    const places = await page.getByRole('row').allInnerTexts();
    expect(places.at(-1)).toContain('Lobby');
    await page.getByRole('link', { name: /Alarms 3 critical alarms are open/ }).waitFor();

    await row(page, 'Roof').getByRole('link', { name: 'Fault' }).click();
    const drawer = page.getByRole('dialog', { name: 'Fault' });
    await drawer.getByText('Grinder blocked').waitFor();
    await drawer.getByLabel(/^Note or comment/).fill('Looks like a stone');
    await drawer.getByRole('button', { name: 'Add comment' }).click();
    await drawer.getByRole('list').getByText('Looks like a stone').waitFor();
    await drawer.getByLabel('Assigned to').selectOption({ index: 1 });
    await drawer
      .getByRole('list')
      .getByText(/^Assigned by/)
      .waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.has('alarm')).toBe(false);
  });

  it('acts on chosen ones by key, and tells of those that somebody else was faster with', async () => {
    const page = await journey.person('ops');
    await page.goto('/alarms');
    await untilLive(page);
    await choose(page, 'Canteen');
    await choose(page, 'Garage');
    await journey.api.database.dataSource.query(
      `update alarms set status = 'ack', acked_by = 'Ada', acked_at = now() where device_id = 'ALARM-4'`,
    );
    await page.keyboard.press('a');
    await page.getByText('1 alarm acknowledged').waitFor();
    await page.getByText('1 alarm could not be changed:').waitFor();
    await row(page, 'Canteen').getByText('Acknowledged').waitFor();

    // The one that failed is still chosen; a key goes on with the row in focus once nothing is.
    await row(page, 'Garage').getByRole('checkbox').uncheck();
    await row(page, 'Canteen').getByRole('link', { name: 'Fault' }).focus();
    await page.keyboard.press('m');
    await row(page, 'Canteen')
      .getByText(/^With Person/)
      .waitFor();
    await page.getByRole('link', { name: 'Mine', exact: true }).click();
    await row(page, 'Garage').waitFor({ state: 'detached' });
    await row(page, 'Canteen').waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    await row(page, 'Canteen').getByRole('link', { name: 'Fault' }).focus();
    await page.keyboard.press('s');
    await row(page, 'Canteen')
      .getByText(/Shelved until/)
      .waitFor();
    await page.getByRole('link', { name: 'Open', exact: false }).first().click();
    await row(page, 'Garage').waitFor();
    await row(page, 'Canteen').waitFor({ state: 'detached' });
  });

  it('takes back what was done: by the button, by key, and not what somebody has changed since', async () => {
    await raiseAt('CELLAR-1', 'Cellar');
    const page = await journey.person('ops');
    const stateOf = async () => {
      const [found] = await journey.api.database.dataSource.query<{ status: string; shelved: boolean }[]>(
        `select status, shelved_until is not null as shelved from alarms where device_id = 'CELLAR-1'`,
      );
      return found;
    };
    await page.goto('/alarms?device_id=CELLAR-1');
    await untilLive(page);
    await row(page, 'Cellar').getByRole('link', { name: 'Fault' }).focus();
    await page.keyboard.press('a');
    await row(page, 'Cellar').getByText('Acknowledged').waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText('Taken back').waitFor();
    expect(await stateOf()).toEqual({ status: 'open', shelved: false });

    await row(page, 'Cellar').getByRole('link', { name: 'Fault' }).focus();
    await page.keyboard.press('s');
    await row(page, 'Cellar').waitFor({ state: 'detached' });
    await page.keyboard.press('z');
    await row(page, 'Cellar').waitFor();
    expect(await stateOf()).toEqual({ status: 'open', shelved: false });

    await row(page, 'Cellar').getByRole('link', { name: 'Fault' }).focus();
    await page.keyboard.press('a');
    await page.getByRole('button', { name: 'Undo', exact: true }).waitFor();
    const client = await journey.client('ops');
    const found = await client.get<{ items: { id: number }[] }>('/api/v1/alarms?device_id=CELLAR-1');
    await client.post(`/api/v1/alarms/${found.data.items[0]?.id}/close`, {});
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText('1 alarm could not be taken back').waitFor();
  });

  it('changes while somebody looks: what is closed elsewhere leaves', async () => {
    const page = await journey.person('viewer');
    await page.goto('/alarms');
    await untilLive(page);
    await row(page, 'Lobby').waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    const client = await journey.client('ops');
    const found = await client.get<{ items: { id: number }[] }>('/api/v1/alarms?device_id=ALARM-1');
    await client.post(`/api/v1/alarms/${found.data.items[0]?.id}/close`, { note: 'mended' });
    await row(page, 'Lobby').waitFor({ state: 'detached' });
    await page.goto('/devices/ALARM-1/alarms');
    await row(page, 'Fault').getByText('Cause lasts').waitFor();
  });

  it('lets administrators change a rule, and says where each comes from', async () => {
    const page = await journey.person('admin');
    await page.goto('/alarm-rules');
    await page.getByRole('button', { name: 'Offline' }).click();
    const drawer = page.getByRole('dialog', { name: 'Offline' });
    await drawer.getByLabel('Seconds before it opens').fill('-5');
    await drawer.getByRole('button', { name: 'Save rule' }).click();
    await drawer.locator('.field-error').waitFor();
    await drawer.getByLabel('Seconds before it opens').fill('600');
    await drawer.getByRole('button', { name: 'Save rule' }).click();
    await row(page, 'Offline').getByText('All merchants').waitFor();
    await row(page, 'Offline').getByText('10 min').waitFor();
  });
});
