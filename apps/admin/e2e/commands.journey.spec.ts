import type { Page } from 'playwright-core';
import { Journey, PHONE, untilLive } from './journey';

const FLEET = 24;
const idOf = (n: number) => `CMD-${String(n).padStart(2, '0')}`;

describe('telling machines what to do', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin();
    const merchant = await journey.factories.merchant({ name: 'Morning Light' });
    for (let n = 1; n <= FLEET; n += 1) {
      const lifecycle = n > 22 ? 'suspended' : 'active';
      const status = n % 4 === 0 ? 'offline' : 'online';
      await journey.factories.device({ deviceId: idOf(n), merchantId: merchant.id, lifecycle, status });
    }
  });
  afterEach(() => journey.closeWindows());
  afterAll(() => journey.end());

  /** A dispatch of a restart to these machines. */
  async function dispatch(...device_ids: string[]): Promise<string> {
    const client = await journey.client('ops');
    const { status, data } = await client.post('/api/v1/commands/dispatch', {
      device_ids,
      command_type: 'restart',
    });
    expect(status).toBe(201);
    return String(data['batch_id']);
  }

  const goOn = (page: Page, step: string) => page.getByRole('button', { name: `Go on: ${step}` }).click();

  it("shows a command's way as the machine takes it, confirms it and finishes it", async () => {
    const page = await journey.person('ops');
    await page.goto('/devices/CMD-01');
    await untilLive(page);
    await page.getByRole('button', { name: 'Send command' }).click();
    await page.getByRole('radio', { name: /^Sync/ }).check();
    await page.getByRole('button', { name: 'Send: Sync' }).click();

    const drawer = page.getByRole('dialog', { name: 'Sync' });
    const now = drawer.locator('[aria-current="step"]');
    await now.getByText('Queued').waitFor();
    const command = await journey.fetchCommand('CMD-01');
    await now.getByText('Sent to the machine').waitFor();
    await journey.machines.post(`/api/v1/devices/CMD-01/commands/${command}/ack`, {});
    await now.getByText('Received by the machine').waitFor();
    await journey.machines.post('/api/v1/devices/CMD-01/command_result', {
      command_id: command,
      status: 'success',
    });
    await drawer.getByRole('list').getByText('Succeeded').waitFor();
  });

  it('holds the rules of a type before anything is sent, and says what a command waits for', async () => {
    const page = await journey.person('ops');
    await page.goto('/devices/CMD-04');
    await page.getByRole('button', { name: 'Send command' }).click();
    await page.getByRole('radio', { name: /^Make a drink/ }).check();
    await page.getByText(/Not connected/).waitFor();
    await page.getByRole('button', { name: 'Send: Make a drink' }).click();
    await page.getByText('Enter a recipe id').waitFor();
  });

  it("dispatches to the machines of the list's filters when their number is typed, and follows them live", async () => {
    const page = await journey.person('ops');
    await page.goto('/devices?query=CMD&status=offline');
    await page.getByRole('link', { name: 'Dispatch to these' }).click();
    await page.getByRole('radio', { name: /^Restart/ }).check();
    await page.getByLabel(/^Note/).fill('Spring settings');
    await goOn(page, 'Who');
    // Six are offline, and one of them is suspended.
    await page.getByText('5 machines get it').waitFor();
    await page.getByText('Suspended or retired').waitFor();
    await goOn(page, 'How');
    await goOn(page, 'Review');
    await page.getByText(/It goes to 5 machines with "CMD", Status: Offline/).waitFor();
    const send = page.getByRole('button', { name: 'Dispatch to 5 machines' });
    expect(await send.isDisabled()).toBe(true);
    await page.getByLabel(/^Type 5/).fill('5');
    await send.click();

    await page.getByRole('heading', { name: 'Restart', level: 1 }).waitFor();
    await untilLive(page);
    await journey.finish('CMD-04', 'success');
    await journey.finish('CMD-08', 'fail', 'E12 boiler');
    await page.getByText('2 of 5 finished').waitFor();
    await page.getByRole('link', { name: /1 Failed E12 boiler/ }).click();
    await page.getByText('1–1 of 1').waitFor();
    expect(new URL(page.url()).search).toBe('?status=fail');
    await page.getByRole('cell', { name: 'CMD-08', exact: true }).waitFor();
  });

  it('pauses, resumes, retries and cancels, and says what each will do', async () => {
    const batch = await dispatch('CMD-09', 'CMD-10', 'CMD-11', 'CMD-13', 'CMD-14');
    await journey.finish('CMD-09', 'success');
    await journey.finish('CMD-10', 'fail', 'E12 boiler');
    const page = await journey.person('ops');
    await page.goto(`/dispatch/${batch}`);
    const act = async (button: string, explained: RegExp, confirm: string | RegExp) => {
      await page.getByRole('button', { name: button, exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText(explained).waitFor();
      await dialog.getByRole('button', { name: confirm }).click();
      await dialog.waitFor({ state: 'detached' });
    };
    await act('Pause', /3 commands that no machine has yet stay here/, 'Pause the dispatch');
    await page.getByText('Paused. Machines get no more commands').waitFor();
    await act('Resume', /handed out again/, 'Resume the dispatch');
    await act('Retry failed', /1 failed or expired commands/, 'Retry 1');
    await page.getByText('1 of 5 finished').waitFor();
    await act('Cancel', /4 commands that no machine has yet are taken back/, 'Cancel the dispatch');
    await page.getByText('5 of 5 finished').waitFor();
  });

  it('lets a person paste ids, on a phone too, and tells the wrong ones', async () => {
    const page = await journey.person('ops', { viewport: PHONE });
    await page.goto('/dispatch/new?type=sync&by=ids');
    await goOn(page, 'Who');
    await page.getByLabel('Device ids').fill('CMD-01, CMD-02\nCMD-01 NO-SUCH');
    await page.getByText('2 machines get it').waitFor();
    await page.getByText('Named more than once').waitFor();
    await page.getByText('Not known, or not yours to see').waitFor();
    await goOn(page, 'How');
    await page.getByLabel('In stages').check();
    await page.getByLabel('Stage 2: Machines in all, %').fill('4');
    await goOn(page, 'Review');
    await page.locator('.field-error, .notice[role="alert"]').first().waitFor();
  });

  it('shows a viewer everything and offers nothing', async () => {
    const batch = await dispatch('CMD-17');
    const page = await journey.person('viewer');
    await page.goto('/dispatch');
    await page.locator(`a[href^="/dispatch/${batch}"]`).click();
    await page.getByText('0 of 1 finished').waitFor();
    expect(await page.getByRole('button', { name: /Pause|Cancel|Retry/ }).count()).toBe(0);
    await page.goto('/dispatch/new');
    await page.getByText('You may not see this').waitFor();
    await page.goto('/devices/CMD-17/commands');
    await page.getByRole('link', { name: 'Restart' }).waitFor();
    expect(await page.getByRole('button', { name: 'Send command' }).count()).toBe(0);
  });

  it("says in the reader's language why a rollout stopped by itself", async () => {
    const client = await journey.client('ops');
    const { data } = await client.post('/api/v1/commands/dispatch', {
      device_ids: ['CMD-18', 'CMD-19', 'CMD-21'],
      command_type: 'sync',
      rollout: {
        stages: [{ percent: 100, success_percent: 0, bake_seconds: 0 }],
        max_failure_percent: 40,
        min_sample: 2,
      },
    });
    await journey.finish('CMD-18', 'fail', 'E12 boiler');
    await journey.finish('CMD-19', 'fail', 'E12 boiler');
    const page = await journey.person('ops', { language: 'zh-CN' });
    await page.goto(`/dispatch/${String(data['batch_id'])}`);
    await page.getByText('2 个结果中有 2 个失败，超过允许的 40%。').waitFor();
    expect(await page.getByText('2 of 2 failed').count()).toBe(0);
  });

  it('has made the browser complain about nothing', () => {
    expect(journey.complaints).toEqual([]);
  });
});
