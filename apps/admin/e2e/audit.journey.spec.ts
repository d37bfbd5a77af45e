import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faults, overflow } from './faults';
import { Journey, PHONE } from './journey';

describe('the audit log', () => {
  let journey: Journey;
  const storage = mkdtempSync(join(tmpdir(), 'journey-audit-'));

  beforeAll(async () => {
    journey = await Journey.begin({ worker: true, env: { STORAGE_DIR: storage } });
    const merchant = await journey.factories.merchant({ name: 'Morning Light' });
    const admin = await journey.client('admin');
    const made = await admin.post<{ id: number }>('/api/v1/locations', {
      merchant_id: merchant.id,
      name: 'Corner',
      time_zone: 'UTC',
    });
    await admin.patch(`/api/v1/locations/${made.data.id}`, { name: 'Corner House' });
    await journey.factories.device({ deviceId: 'CM-9', merchantId: merchant.id, alias: 'Gate' });
    await admin.patch('/api/v1/devices/CM-9', { alias: 'North gate' });
    await admin.post('/api/v1/devices/CM-9/commands', { type: 'sync' });
  });
  afterEach(() => journey.closeWindows());
  afterAll(async () => {
    await journey.end();
    rmSync(storage, { recursive: true, force: true });
  });

  it('shows who changed what field by field, verifies, and names the entry that was tampered with', async () => {
    const page = await journey.person('ops');
    await page.goto('/audit?action=location.updated');
    await page.getByText('1–1 of 1').waitFor();
    await page.getByRole('button', { name: 'Location changed', exact: true }).click();
    const drawer = page.getByRole('dialog', { name: 'Location changed' });
    const change = drawer.getByRole('row', { name: /^name/ });
    expect(await change.getByRole('cell').allTextContents()).toEqual(['Corner', 'Corner House']);
    expect([await faults(page), await overflow(page)]).toEqual([[], 0]);
    await drawer.getByRole('button', { name: 'Close' }).click();

    // The worker seals twice a second; until then an entry counts as unsealed.
    await page.getByRole('button', { name: 'Verify the log' }).click();
    await page.getByText(/^All is as it was written/).waitFor();
    await page.getByText(/^Head of the chain, place/).waitFor();

    const { dataSource } = journey.api.database;
    const [row] = await dataSource.query<{ id: number }[]>(
      `select id from audit_entries where action = 'location.updated'`,
    );
    await dataSource.transaction(async (manager) => {
      await manager.query('set local session_replication_role = replica');
      await manager.query(`update audit_entries set actor_name = 'nobody' where id = $1`, [row?.id]);
    });
    await page.getByRole('button', { name: 'Verify the log' }).click();
    const alert = page.getByRole('alert');
    await alert.getByText(`entry ${row?.id}`).waitFor();
    await alert.getByText(/^An entry is not what was sealed/).waitFor();
    expect([await faults(page), await overflow(page)]).toEqual([[], 0]);
  });

  it('tells on a machine’s history what was done to it, field by field, to those who may read the log', async () => {
    const page = await journey.person('ops');
    await page.goto('/devices/CM-9/history');
    const changes = page.getByRole('list', { name: 'What was changed' });
    await changes.getByRole('button', { name: 'Command sent' }).waitFor();
    await changes.getByRole('button', { name: 'Device changed' }).click();
    const drawer = page.getByRole('dialog', { name: 'Device changed' });
    const change = drawer.getByRole('row', { name: /^alias/ });
    expect(await change.getByRole('cell').allTextContents()).toEqual(['Gate', 'North gate']);
    await drawer.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Command line', exact: true }).click();
    await page.getByText('None of this kind did anything here.').waitFor();
    expect([await faults(page), await overflow(page)]).toEqual([[], 0]);

    const viewer = await journey.person('viewer', { viewport: PHONE });
    await viewer.goto('/devices/CM-9/history');
    await viewer.getByText('No status changes').first().waitFor();
    expect(await viewer.getByText('What was changed').count()).toBe(0);
  });

  it('fits a phone in Chinese, in the dark', async () => {
    const page = await journey.person('admin', { language: 'zh-CN', viewport: PHONE, theme: 'dark' });
    await page.goto('/audit');
    await page.getByRole('heading', { name: '审计日志', level: 1 }).waitFor();
    await page.getByRole('button', { name: '更改点位' }).click();
    await page.getByRole('dialog').getByRole('row', { name: /^name/ }).waitFor();
    expect([await faults(page), await overflow(page)]).toEqual([[], 0]);
    await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click();
    await page.getByRole('button', { name: '验证日志' }).click();
    await page.getByText(/^链头，位置/).waitFor();
    expect([await faults(page), await overflow(page)]).toEqual([[], 0]);
    await page.goto('/devices/CM-9/history');
    await page.getByRole('list', { name: '变更记录' }).getByRole('button', { name: '发送指令' }).waitFor();
    expect([await faults(page), await overflow(page)]).toEqual([[], 0]);
  });

  it('complains about nothing in the browser', () => {
    expect(journey.complaints).toEqual([]);
  });
});
