import { readEnrolmentCode } from '@coffee/device-protocol/enrolment-code';
import { bringAxe, faults, overflow } from './faults';
import { DESKTOP, Journey, PHONE, type Look } from './journey';

const LOOKS: [string, Look][] = [
  ['on a desk', { viewport: DESKTOP }],
  ['on a phone, dark, in Chinese', { viewport: PHONE, theme: 'dark', language: 'zh-CN' }],
];

describe('letting machines in', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin({ env: { ENABLE_DEVICE_TOKEN: 'true' } });
    const merchant = await journey.factories.merchant({ name: 'Morning Light' });
    await journey.factories.device({ deviceId: 'OLD-1', model: 'Homemade', merchantId: merchant.id });
  });
  afterEach(() => journey.closeWindows());
  afterAll(async () => {
    expect(journey.complaints).toEqual([]);
    await journey.end();
  });

  it('shows a code once; a machine that read it registers, and the list counts it; revoked it lets nobody in', async () => {
    const page = await journey.person('admin');
    await page.goto('/enrolment-tokens');
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('Merchant').selectOption({ label: 'Morning Light' });
    await page.getByLabel('Machines').fill('2');
    const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
    await page.getByRole('button', { name: 'Create token' }).click();
    const { data } = (await (await answered).json()) as { data: { code: string } };
    const drawer = page.getByRole('dialog', { name: 'Token created' });
    await drawer.getByRole('img', { name: 'QR code for the installer' }).waitFor();
    const code = readEnrolmentCode(data.code);
    expect(code?.server_url).toMatch(/^https?:\/\//);
    expect(code?.enrolment_token).toBe(await drawer.locator('.secret code').textContent());
    await page.emulateMedia({ media: 'print' });
    expect(await drawer.getByRole('heading', { name: 'Enrolment of machines' }).isVisible()).toBe(true);
    expect(await drawer.getByRole('button').first().isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    await drawer.getByRole('button', { name: 'I have stored it' }).click();

    const register = (deviceId: string) =>
      journey.machines.post(
        '/api/v1/devices/register',
        { device_id: deviceId, firmware_version: '1.0', model: 'CoffeePro-A' },
        { 'x-device-token': code?.enrolment_token ?? '' },
      );
    expect((await register('NEW-1')).status).toBe(201);
    await page.reload();
    const row = page.getByRole('row').filter({ hasText: 'Morning Light' });
    await row.getByText('1 of 2').waitFor();

    await row.getByRole('button', { name: /^Revoke token/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke token', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    expect((await register('NEW-2')).status).toBe(401);
  });

  it('keeps what was filtered in the address', async () => {
    const page = await journey.person('admin');
    await page.goto('/enrolment-tokens?state=expired&sort=expires_at');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: /Remove filter/ }).click();
    await page.getByText('No tokens').waitFor();
    expect(new URL(page.url()).search).toBe('?sort=expires_at');
  });

  it('describes models that machines have brought, and deletes none that is in use', async () => {
    const page = await journey.person('admin');
    await page.goto('/device-models');
    const homemade = page.getByRole('row').filter({ hasText: 'Homemade' });
    await homemade.getByText('Not described').waitFor();
    await homemade.getByRole('button', { name: 'Homemade' }).click();
    const drawer = page.getByRole('dialog', { name: 'Edit model' });
    await drawer.getByLabel('Name').fill('Built in the shed');
    await drawer.getByRole('checkbox', { name: /^Open the door/ }).uncheck();
    await drawer.getByRole('button', { name: 'Save changes' }).click();
    await homemade.getByText('Built in the shed').waitFor();
    expect(await homemade.getByRole('button', { name: /^Delete model/ }).count()).toBe(0);
    await homemade.getByRole('link', { name: '1 device of model Homemade' }).click();
    await page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
    await page.goBack();

    await page.getByRole('button', { name: 'Describe a model' }).click();
    const fresh = page.getByRole('dialog', { name: 'Describe a model' });
    await fresh.getByLabel('Model', { exact: true }).fill('Homemade');
    await fresh.getByRole('button', { name: 'Describe a model' }).click();
    await fresh.getByText('Somebody else changed this meanwhile').waitFor();
    await fresh.getByLabel('Model', { exact: true }).fill('Prototype');
    await fresh.getByRole('button', { name: 'Describe a model' }).click();
    const prototype = page.getByRole('row').filter({ hasText: 'Prototype' });
    await prototype.getByRole('button', { name: /^Delete model/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete model', exact: true }).click();
    await prototype.waitFor({ state: 'detached' });
  });

  it('shows models to everybody, and lets only administrators change them', async () => {
    const page = await journey.person('ops');
    await page.goto('/device-models?query=home');
    await page.getByText('Homemade').waitFor();
    expect(await page.getByRole('button', { name: 'Describe a model' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Homemade' }).count()).toBe(0);
  });

  it.each(LOOKS)('is in reach of everybody: %s', async (_name, look) => {
    const page = await journey.person('admin', look);
    await bringAxe(page);
    await page.goto('/enrolment-tokens');
    await page.locator('.page-head .btn-primary').click();
    await page.locator('select[name="merchant_id"]').selectOption({ label: 'Morning Light' });
    await page.locator('.offcanvas [type="submit"]').click();
    await page.locator('.qr-code svg').waitFor();
    expect(await faults(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.goto('/device-models');
    await page.locator('.page-head .btn-primary').click();
    await page.locator('.offcanvas.show:not(.offcanvas-toggling)').waitFor();
    expect(await faults(page)).toEqual([]);
  });
});
