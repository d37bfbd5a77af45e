// Journeys drive the whole product, so they stand on the test stack although the SPA itself may not see the server.
/* eslint-disable @nx/enforce-module-boundaries -- see above */
import { eventually } from '@coffee/testing/eventually';
import { WebhookReceiver } from '@coffee/testing/webhook-receiver';
/* eslint-enable @nx/enforce-module-boundaries */
import type { Page } from 'playwright-core';
import { Journey } from './journey';

describe('notification channels', () => {
  let journey: Journey;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    [journey, receiver] = await Promise.all([Journey.begin({ worker: true }), WebhookReceiver.start()]);
  });
  afterEach(() => journey.closeWindows());
  afterAll(async () => {
    expect(journey.complaints).toEqual([]);
    await Promise.all([journey.end(), receiver.stop()]);
  });

  const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });
  const toast = (page: Page, text: string) => page.getByRole('status').getByText(text).first();

  it('are made, tested, watched, sent again, changed, turned off and deleted', async () => {
    const page = await journey.person('admin');
    await page.goto('/notification-channels');
    await page.getByText('No channels yet').waitFor();
    await page.getByRole('button', { name: 'New channel' }).click();
    const drawer = page.getByRole('dialog', { name: 'New channel' });
    await drawer.getByLabel('Name').fill('Duty');
    await drawer.getByLabel('Address of the webhook').fill('nowhere');
    await drawer.getByRole('button', { name: 'Create channel' }).click();
    await drawer.getByText(/Enter an address that can be reached/).waitFor();
    await drawer.getByLabel('Address of the webhook').fill(receiver.url);
    await drawer.getByRole('button', { name: 'Create channel' }).click();
    const secret = page.getByRole('dialog', { name: 'Secret of the webhook' });
    await secret.getByText(/^whsec_/).waitFor();
    await secret.getByRole('button', { name: 'I have stored it' }).click();
    await secret.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Send a test to Duty' }).click();
    await toast(page, 'The test has arrived').waitFor();
    expect(receiver.taken.map(({ type }) => type)).toEqual(['channel.test']);
    await page.getByRole('link', { name: 'Duty' }).click();
    await row(page, 'Delivered').waitFor();

    receiver.mood = 500;
    await page.getByRole('button', { name: 'Send a test', exact: true }).click();
    await toast(page, 'The receiver refused it').waitFor();
    const failed = row(page, 'Given up');
    await failed.getByText('The receiver refused it (500)').waitFor();
    receiver.mood = 200;
    await failed.getByRole('button', { name: /^Send delivery \d+ again$/ }).click();
    await toast(page, 'It is sent again').waitFor();
    await eventually('it came', () => receiver.taken.length === 2, 30_000);
    await row(page, 'Delivered').nth(1).waitFor();
    await row(page, 'Delivered').first().getByRole('button', { name: 'Test', exact: true }).click();
    const detail = page.getByRole('dialog', { name: 'Test' });
    await detail.getByText(receiver.taken[1]?.id ?? '').waitFor();
    await detail.getByText('The receiver refused it (500)').waitFor();
    await detail.getByText('Delivered (200)').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit channel' });
    await edit.getByLabel(/^Quiet hours/).check();
    await edit.getByLabel('From').fill('21:30');
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.waitFor({ state: 'detached' });
    await page.getByText(/^21:30 to 07:00/).waitFor();
    await page.getByRole('switch', { name: 'Duty is on' }).click();
    await page.getByText('This channel is off. Alarms are not told here.').waitFor();

    await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link').click();
    await page.getByRole('button', { name: 'Delete channel: Duty' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete channel' }).click();
    await page.getByText('No channels yet').waitFor();
  });

  it('tell of a real alarm, and lead from the log to it', async () => {
    const admin = await journey.client('admin');
    await admin.send('PUT', '/api/v1/alarm_rules', {
      rules: [{ type: 'device_fault', raise_delay_seconds: 0 }],
    });
    const body = { name: 'Real', type: 'webhook', target: receiver.url };
    const { data } = await admin.post<{ id: number }>('/api/v1/notification_channels', body);
    const page = await journey.person('admin');
    await page.goto(`/notification-channels/${data.id}`);
    await page.getByText('Nothing told yet').waitFor();
    await journey.factories.device({ deviceId: 'TOLD-1', alias: 'Lobby', status: 'online' });
    receiver.taken.length = 0;
    await journey.report('TOLD-1', 'fault');
    await eventually('the webhook has it', () => receiver.taken.length > 0, 60_000);
    await page.reload();
    const told = row(page, 'Lobby');
    await told.getByText('Delivered').waitFor();
    await told.getByRole('button', { name: 'Alarm opened' }).click();
    await page.getByRole('link', { name: 'Open the alarm' }).click();
    await page.getByRole('dialog', { name: 'Fault' }).waitFor();
  });

  it('are no page of ops', async () => {
    const page = await journey.person('ops');
    await page.goto('/notification-channels');
    await page.getByText('You may not see this').waitFor();
    expect(await page.getByRole('link', { name: 'Notification channels' }).count()).toBe(0);
  });
});
