import { DESKTOP, Journey, TEST_PASSWORD } from './journey';

describe('working in the admin', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin();
    const { factories } = journey;
    const merchant = await factories.merchant({ name: 'Morning Light' });
    const location = await factories.location(merchant, { name: 'Gate 12' });
    const home = { merchantId: merchant.id, locationId: location.id };
    for (let n = 1; n <= 25; n += 1) {
      const deviceId = `WORK-${String(n).padStart(2, '0')}`;
      await factories.device({ deviceId, ...home, status: n % 5 === 0 ? 'offline' : 'online' });
    }
  });
  afterEach(() => journey.closeWindows());
  afterAll(() => journey.end());

  it('refuses a wrong password in plain words and lets the right one in, to where the person wanted to go', async () => {
    const user = await journey.factories.user({ role: 'ops' });
    const page = await journey.stranger();
    await page.goto('/devices?status=offline');
    await page.getByLabel('E-mail').fill(user.email);
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('E-mail or password is wrong').waitFor();
    await page.getByRole('textbox', { name: 'Password' }).fill(TEST_PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Devices' }).waitFor();
    expect(new URL(page.url()).search).toBe('?status=offline');
    expect(await page.title()).toBe('Devices · Coffee Admin');
  });

  it('keeps the whole state of a list in the address, through reload and back', async () => {
    const page = await journey.person('viewer');
    await page.goto('/devices');
    await page.getByRole('button', { name: 'Status', exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'Offline', exact: true }).click();
    await page.getByText('1–5 of 5').waitFor();
    await page.getByRole('button', { name: 'Last seen' }).click();
    await page.getByRole('searchbox').fill('WORK-1');
    await page.getByText('1–2 of 2').waitFor();
    const search = new URLSearchParams(new URL(page.url()).search);
    expect(Object.fromEntries(search)).toEqual({ status: 'offline', sort: 'last_seen', query: 'WORK-1' });

    await page.reload();
    await page.getByText('1–2 of 2').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('WORK-1');

    await page.getByRole('link', { name: 'WORK-10' }).click();
    await page.getByRole('heading', { name: 'WORK-10' }).waitFor();
    await page.goBack();
    await page.getByText('1–2 of 2').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('WORK-1');
  });

  it('drops what makes no sense in an address and shows the list', async () => {
    const page = await journey.person('viewer');
    await page.goto('/devices?status=melted&page=0&sort=password&merchant_id=x');
    await page.getByText('1–20 of 25').waitFor();
  });

  it('lets nobody overwrite another: both versions stand side by side, and a person decides', async () => {
    const [mine, theirs] = [await journey.person('ops'), await journey.person('ops')];
    for (const page of [mine, theirs]) {
      await page.goto('/devices/WORK-01');
      await page.getByRole('button', { name: 'Edit device' }).click();
    }
    await theirs.getByLabel(/^Name/).fill('Their name');
    await theirs.getByRole('button', { name: 'Save changes' }).click();
    await theirs.getByRole('heading', { name: 'Their name' }).waitFor();

    await mine.getByLabel(/^Name/).fill('My name');
    await mine.getByRole('button', { name: 'Save changes' }).click();
    await mine.getByText('Somebody else changed this meanwhile').waitFor();
    expect(await mine.getByRole('row', { name: /^Name/ }).innerText()).toMatch(/Their name\s+My name/);
    await mine.getByRole('button', { name: 'Keep mine' }).click();
    await mine.getByRole('heading', { name: 'My name' }).waitFor();
  });

  it('asks before typed work is lost', async () => {
    const page = await journey.person('ops');
    await page.goto('/devices/WORK-02');
    await page.getByRole('button', { name: 'Edit device' }).click();
    await page.getByLabel(/^Name/).fill('Half a na');
    await page.getByRole('dialog', { name: 'Edit device' }).getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Keep editing' }).click();
    expect(await page.getByLabel(/^Name/).inputValue()).toBe('Half a na');
  });

  it('keeps the page when the session ends, and sends the refused change after signing in again', async () => {
    const page = await journey.person('ops');
    await page.goto('/devices/WORK-03');
    await page.getByRole('button', { name: 'Edit device' }).click();
    await page.getByLabel(/^Name/).fill('Kept through it');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Save changes' }).click();
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.getByRole('textbox', { name: 'Password' }).fill(TEST_PASSWORD);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Kept through it' }).waitFor();
  });

  it('shows a viewer everything and offers nothing to change', async () => {
    const page = await journey.person('viewer');
    await page.goto('/devices/WORK-04');
    await page.getByRole('heading', { name: 'State now' }).waitFor();
    expect(await page.getByRole('button', { name: 'Edit device' }).count()).toBe(0);
    await page.goto('/locations');
    await page.getByText('Gate 12').waitFor();
    expect(await page.getByRole('button', { name: 'Add location' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Users' }).count()).toBe(0);
    await page.goto('/users');
    await page.getByText('You may not see this').waitFor();
  });

  it('shows a person of one merchant nothing of another, not even that it is there', async () => {
    const other = await journey.factories.merchant({ name: 'Elsewhere' });
    const page = await journey.person('ops', {}, other.id);
    await page.goto('/devices');
    await page.getByText('No devices yet').waitFor();
    await page.goto('/devices/WORK-01');
    await page.getByText('This device does not exist, or you may not see it').waitFor();
  });

  it('switches language and theme at once and remembers both', async () => {
    const page = await journey.person('viewer');
    await page.goto('/profile');
    await page.getByRole('button', { name: '简体中文' }).click();
    await page.getByRole('heading', { name: '个人设置' }).waitFor();
    await page.getByRole('button', { name: '深色' }).click();
    expect(await page.locator('html').getAttribute('data-bs-theme')).toBe('dark');
    await page.goto('/orders');
    await page.getByRole('heading', { name: '订单' }).waitFor();
    expect(await page.locator('html').getAttribute('data-bs-theme')).toBe('dark');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });

  it('can be walked by keyboard', async () => {
    const page = await journey.person('admin');
    await page.goto('/');
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
    await page.keyboard.press('/');
    expect(await page.getByRole('searchbox').evaluate((field) => field === document.activeElement)).toBe(
      true,
    );
    await page.goto('/orders');
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor();
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  });

  it('creates a merchant, a place for it and a token, and shows the token once', async () => {
    const page = await journey.person('admin', { viewport: DESKTOP });
    await page.goto('/merchants');
    await page.getByRole('button', { name: 'Add merchant' }).click();
    await page.getByRole('button', { name: 'Create merchant' }).click();
    await page.getByText('Enter at least 1 character').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('New Beans');
    await page.getByRole('button', { name: 'Create merchant' }).click();
    await page.getByRole('button', { name: 'New Beans' }).waitFor();

    await page.goto('/locations');
    await page.getByRole('button', { name: 'Add location' }).click();
    const drawer = page.getByRole('dialog', { name: 'Add location' });
    await drawer.getByLabel('Merchant').selectOption({ label: 'New Beans' });
    await drawer.getByLabel('Name', { exact: true }).fill('Hall 3');
    await drawer.getByRole('button', { name: 'Create location' }).click();
    await page.getByRole('button', { name: 'Hall 3', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Delete location: Hall 3' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete location', exact: true }).click();
    await page.getByText('Hall 3 was deleted').waitFor();

    await page.goto('/enrolment-tokens');
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('Merchant').selectOption({ label: 'New Beans' });
    await page.getByRole('button', { name: 'Create token' }).click();
    const secret = await page.locator('.secret code').textContent();
    expect(secret).toMatch(/^\S{20,}$/);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('cell', { name: 'New Beans' }).waitFor();
    await page.reload();
    await page.getByRole('cell', { name: 'New Beans' }).waitFor();
    expect(await page.content()).not.toContain(secret);
  });

  it('has made the browser complain about nothing', () => {
    expect(journey.complaints).toEqual([]);
  });
});
