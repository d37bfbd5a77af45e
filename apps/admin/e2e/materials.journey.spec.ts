import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { faults, overflow } from './faults';
import { Journey, PHONE } from './journey';

const FILE = [
  'code;name;type;unit;cost_per_1000',
  'BEAN_A;Arabica;bean;g;120,50',
  'OAT;;liquid;ml;18.00',
  'SYRUP;Vanilla;syrup;ml;45.00',
].join('\n');

describe('the dictionary of materials', () => {
  let journey: Journey;
  const storage = mkdtempSync(join(tmpdir(), 'journey-materials-'));

  beforeAll(async () => {
    journey = await Journey.begin({ worker: true, env: { STORAGE_DIR: storage } });
    await journey.factories.device({ deviceId: 'MAT-1' });
    await journey.machines.post('/api/v1/devices/MAT-1/materials/report', {
      timestamp: new Date().toISOString(),
      materials: [{ bin_index: 1, material_code: 'MYSTERY', remaining: 50, capacity: 1000, unit: 'g' }],
    });
  });
  afterEach(() => journey.closeWindows());
  afterAll(async () => {
    await journey.end();
    rmSync(storage, { recursive: true, force: true });
  });

  const choose = (page: Page, label: RegExp, name: string, content: string | Buffer) =>
    page
      .getByLabel(label)
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content as string) });
  const fact = (page: Page, name: string) =>
    page.locator('dl.facts > div', { hasText: name }).locator('dd').innerText();

  it('is imported, mended where it was wrong, and imported again', async () => {
    const page = await journey.person('ops');
    await page.goto('/materials');
    await page.getByRole('link', { name: 'Import', exact: true }).click();
    await choose(page, /^CSV or Excel file/, 'stock.csv', FILE);
    const row = (code: string) => page.getByRole('row', { name: new RegExp(code) });
    await row('BEAN_A').getByText('Enter an amount with at most two decimals').waitFor();
    await row('OAT').getByText('Fill in this field').waitFor();
    expect(await fact(page, 'Would be new')).toBe('1');
    expect(await faults(page)).toEqual([]);
    const materials = () => journey.api.database.dataSource.query<unknown[]>('select 1 from materials');
    expect(await materials()).toHaveLength(1);
    await page.getByRole('button', { name: 'Import 1 row' }).click();
    await page.getByText('Imported: 1').waitFor();

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download bad rows with reasons' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('stock_errors.csv');
    const bad = readFileSync(await file.path(), 'utf8');
    expect(bad.trim().split('\r\n')).toHaveLength(3);
    const mended = bad.replace('"120,50"', '120.50').replace('OAT,,', 'OAT,Oat milk,');
    await page.getByRole('button', { name: 'Import another file' }).click();
    await choose(page, /^CSV or Excel file/, 'stock_errors.csv', mended);
    await page.getByRole('button', { name: 'Import 2 rows' }).click();
    await page.getByText('Imported: 2').waitFor();
    await page.getByRole('button', { name: 'Import another file' }).click();
    await choose(page, /^CSV or Excel file/, 'stock_errors.csv', mended);
    await page.getByText('There is nothing to import in it.').waitFor();
    expect(await fact(page, 'As they are')).toBe('2');
    await choose(page, /^Another file/, 'broken.csv', 'code,name,type,unit\nA,"B');
    await page.getByText('The file cannot be imported: nothing was changed').waitFor();
    expect(await materials()).toHaveLength(4);
  });

  const ODD = [
    'Nr,Name of it,type,unit,Remark',
    'ODD_1,Chai,powder,g,x',
    'ODD_2,,powder,g,',
    'ODD_3,,cup,pcs,',
  ];

  it.each([
    {
      language: 'en',
      check: 'Check with these columns',
      leaveOut: 'Leave out',
      step: 'Columns',
      commit: 'Import 1 row',
      done: 'Imported: 1',
    },
    {
      language: 'zh-CN',
      check: '按此对应检查',
      leaveOut: '忽略此列',
      step: '列对应',
      commit: '导入 1 行',
      done: '已导入：1',
    },
  ] as const)(
    'is imported on a phone by keyboard from columns that a person names once ($language)',
    async ({ language, check, leaveOut, step, commit, done }) => {
      const page = await journey.person('ops', { viewport: PHONE, language });
      await page.goto('/materials/import');
      const file = page.locator('input[type=file]');
      const odd = (rows: string[]) => ({
        name: 'odd.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from([ODD[0], ...rows].join('\n')),
      });
      const lines = ODD.slice(1).map((line) => line.replaceAll('ODD', `ODD_${language}`));
      await file.setInputFiles(odd(lines));
      const column = (name: string) => page.getByLabel(name, { exact: true });
      await column('Name of it').waitFor();
      const chosen = () =>
        Promise.all(['Nr', 'Name of it', 'type', 'unit', 'Remark'].map((name) => column(name).inputValue()));
      expect(await chosen()).toEqual(['', 'name', 'type', 'unit', '']);
      expect(await column('Remark').locator('option:checked').innerText()).toBe(leaveOut);
      expect(await page.locator('[aria-current=step]').innerText()).toContain(step);
      const go = page.getByRole('button', { name: check });
      expect(await go.isDisabled()).toBe(true);
      expect(await faults(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await column('Nr').focus();
      await page.keyboard.press('ArrowDown');
      expect(await chosen()).toEqual(['code', 'name', 'type', 'unit', '']);
      await go.focus();
      await page.keyboard.press('Enter');
      // Both rows without a name, told as one mistake and each by itself.
      const group = page.locator('.import-groups > li');
      await group.waitFor();
      expect(await group.innerText()).toMatch(/Name of it[^]*2[^]*3, 4/);
      await page.getByRole('row', { name: `ODD_${language}_3` }).waitFor();
      expect(await faults(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      // The next file with these columns is understood at once, and so is what is imported of it.
      await file.setInputFiles(odd(lines.slice(0, 1)));
      await group.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: commit }).click();
      await page.getByText(done).waitFor();
      const found = await journey.api.database.dataSource.query<{ name: string }[]>(
        'select name from materials where code = $1',
        [`ODD_${language}_1`],
      );
      expect(found).toEqual([{ name: 'Chai' }]);
      expect(journey.complaints).toEqual([]);
    },
  );

  it('is completed, switched off and cleared, and says why something must stay', async () => {
    const page = await journey.person('ops');
    await page.goto('/materials');
    await page.getByText('1 material was named by a machine').waitFor();
    // What waits for a person stands first.
    await page.getByRole('row').nth(1).filter({ hasText: 'MYSTERY' }).waitFor();
    await page.getByRole('button', { name: 'MYSTERY', exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Name', { exact: true }).fill('Cocoa');
    await drawer.getByRole('button', { name: 'Save changes' }).click();
    await drawer.getByText('Enter at least 1 character').first().waitFor();
    await drawer.getByLabel('Type').selectOption('powder');
    await drawer.getByLabel(/^Cost of 1,000 units/).fill('65');
    await drawer.getByRole('button', { name: 'Save changes' }).click();
    await drawer.waitFor({ state: 'hidden' });
    const row = page.getByRole('row', { name: /Cocoa/ });
    await row.getByText('65.00 per 1,000 g').waitFor();
    await row.getByRole('button', { name: /^Usage: Cocoa, 1 bin/ }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'MAT-1' }).waitFor();
    await page.keyboard.press('Escape');
    await row.getByRole('button', { name: 'Delete material: Cocoa' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete material' }).click();
    await page.getByText('It is in use: 1 bins and 0 versions of recipes name it.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await row.getByRole('button', { name: 'Disable: Cocoa' }).click();
    await row.getByText('Disabled').waitFor();
    expect(await faults(page)).toEqual([]);
  });

  it('fits a phone in Chinese, and is read alone by who may not change it', async () => {
    const page = await journey.person('viewer', { viewport: PHONE, language: 'zh-CN' });
    await page.goto('/materials');
    await page.getByText('MYSTERY').or(page.getByText('Cocoa')).first().waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await page.getByRole('link', { name: '导入' }).count()).toBe(0);
    expect(await faults(page)).toEqual([]);
    expect(journey.complaints).toEqual([]);
  });
});
