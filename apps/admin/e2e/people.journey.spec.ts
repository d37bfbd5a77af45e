import type { Page } from 'playwright-core';
import { Journey, untilLive } from './journey';

const EMAIL = 'new.colleague@example.com';
const PASSWORD = 'Quite-new-1';

describe('the life of a user', () => {
  let journey: Journey;
  let admin: Page;
  let colleague: Page;

  beforeAll(async () => {
    journey = await Journey.begin();
    const merchant = await journey.factories.merchant({ name: 'Morning Light' });
    await journey.factories.device({ deviceId: 'PEOPLE-1', alias: 'Lobby', merchantId: merchant.id });
    admin = await journey.person('admin');
    await admin.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    colleague = await journey.stranger();
  });
  afterAll(async () => {
    expect(journey.complaints).toEqual([]);
    await journey.end();
  });

  const signIn = async (page: Page, password: string) => {
    await page.getByLabel('E-mail').fill(EMAIL);
    await page.getByRole('textbox', { name: 'Password' }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };

  it('begins with an invitation whose link is shown once', async () => {
    await admin.goto('/users');
    await admin.getByRole('button', { name: 'Invite or add a user' }).click();
    const drawer = admin.getByRole('dialog', { name: 'Invite or add a user' });
    await drawer.getByLabel('E-mail').fill(EMAIL);
    await drawer.getByLabel('Name').fill('New Colleague');
    await drawer.getByLabel('Role').selectOption('viewer');
    await drawer.getByRole('button', { name: 'Invite or add a user' }).click();
    const shown = admin.getByRole('dialog', { name: 'Link to set a password' });
    await shown.getByRole('button', { name: 'Copy link' }).click();
    const copied = await admin.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/\/invite#inv_[\w-]{43}$/);
    await shown.getByRole('button', { name: 'I have copied it' }).click();
    await admin.getByRole('row').filter({ hasText: EMAIL }).getByText('Invited').waitFor();
    await admin.getByRole('link', { name: 'New Colleague' }).click();
    await admin.getByText('has not set a password yet').waitFor();
    expect(await admin.content()).not.toContain('inv_');

    await colleague.goto(new URL(copied).pathname + new URL(copied).hash);
    await colleague.getByText('Welcome, New Colleague').waitFor();
    await colleague.getByText('Viewer').waitFor();
    await colleague.getByRole('textbox', { name: 'New password' }).fill('short');
    await colleague.getByRole('button', { name: 'Set password and sign in' }).click();
    await colleague.locator('.field-error').waitFor();
    await colleague.getByRole('textbox', { name: 'New password' }).fill(PASSWORD);
    await colleague.getByRole('button', { name: 'Set password and sign in' }).click();
    await colleague.getByRole('heading', { name: 'Overview' }).waitFor();

    const late = await journey.stranger();
    await late.goto(new URL(copied).pathname + new URL(copied).hash);
    await late.getByText('This link is not good any more').waitFor();
  });

  it('goes on within the limits of the role', async () => {
    await colleague.goto('/devices/PEOPLE-1');
    await colleague.getByRole('heading', { name: 'Lobby' }).waitFor();
    expect(await colleague.getByRole('button', { name: 'Edit device' }).count()).toBe(0);
    await colleague.goto('/users');
    await colleague.getByText('You may not see this').waitFor();
    await colleague.goto('/profile');
    await colleague.getByText('Where you are signed in').waitFor();
    await colleague.getByText('This session').waitFor();
  });

  it('is seen by the administrator: last sign-in, sessions, and what each role may do', async () => {
    await admin.reload();
    await admin.getByRole('heading', { name: 'New Colleague' }).waitFor();
    await admin.getByText('Chrome on').waitFor();
    await admin.goto('/users');
    const matrix = admin.getByRole('region', { name: 'What each role may do' });
    const row = matrix.getByRole('row').filter({ hasText: 'Send commands and dispatches' });
    await row.waitFor();
    const cells = await row.getByRole('cell').allInnerTexts();
    expect(cells.map((text) => text.replace(/\W/g, ''))).toEqual(['Yes', 'Yes', 'No']);
  });

  it('ends one session by hand: the open page says so at once, and keeps what it shows', async () => {
    await colleague.goto('/devices/PEOPLE-1');
    await untilLive(colleague);
    await admin.getByRole('link', { name: 'New Colleague' }).click();
    await admin.getByRole('button', { name: /^End session: Chrome/ }).click();
    await admin.getByText('1 session ended').waitFor();
    const again = colleague.getByRole('dialog', { name: 'Your session has ended' });
    await again.waitFor({ timeout: 8_000 });
    await again.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await again.getByRole('button', { name: 'Sign in' }).click();
    await again.waitFor({ state: 'detached' });
    await untilLive(colleague);
    await colleague.getByRole('heading', { name: 'Lobby' }).waitFor();
  });

  it('ends with the account: disabled, signed out at once, and not let in again', async () => {
    await admin.getByRole('button', { name: 'Edit user' }).click();
    const drawer = admin.getByRole('dialog', { name: 'Edit user' });
    await drawer.getByRole('checkbox', { name: /^Active/ }).uncheck();
    await drawer.getByRole('button', { name: 'Save changes' }).click();
    await drawer.waitFor({ state: 'detached' });
    const again = colleague.getByRole('dialog', { name: 'Your session has ended' });
    await again.waitFor({ timeout: 8_000 });
    await again.getByRole('link', { name: 'Sign in as somebody else' }).click();
    await signIn(colleague, PASSWORD);
    await colleague.getByText('E-mail or password is wrong').waitFor();
  });

  it('never loses the last administrator', async () => {
    await journey.api.database.dataSource.query(
      `update users set active = false where role = 'admin' and id <> (select user_id from sessions s join users u on u.id = s.user_id where u.role = 'admin' order by s.created_at limit 1)`,
    );
    await admin.goto('/users?role=admin&active=true');
    await admin.getByRole('row').nth(1).getByRole('link').click();
    await admin.getByRole('button', { name: 'Edit user' }).click();
    const drawer = admin.getByRole('dialog', { name: 'Edit user' });
    await drawer.getByLabel('Role').selectOption('viewer');
    await drawer.getByRole('button', { name: 'Save changes' }).click();
    await drawer.getByText('This contradicts what is already stored').waitFor();
  });
});
