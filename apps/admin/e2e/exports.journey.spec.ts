import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { faults, overflow } from './faults';
import { Journey, PHONE } from './journey';

describe('exports and saved views', () => {
  let journey: Journey;
  const storage = mkdtempSync(join(tmpdir(), 'journey-exports-'));

  beforeAll(async () => {
    journey = await Journey.begin({ worker: true, env: { STORAGE_DIR: storage } });
    const merchant = await journey.factories.merchant({ name: 'Morning Light' });
    await journey.factories.device({ deviceId: 'TILL-1', merchantId: merchant.id });
    for (const id of ['A-1', 'A-2', 'B-1']) await journey.sell('TILL-1', id);
  });
  afterEach(() => journey.closeWindows());
  afterAll(async () => {
    await journey.end();
    rmSync(storage, { recursive: true, force: true });
  });

  const openExport = async (page: Page, address: string) => {
    await page.goto(address);
    await page.getByText(/^1–\d+ of \d+$/).waitFor();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    return page.getByRole('dialog', { name: 'Export orders' });
  };

  it('export what the list shows, tell how far it is from any page, and give the file', async () => {
    const page = await journey.person('ops');
    const dialog = await openExport(page, '/orders?query=A-');
    await dialog.getByText('2 orders.').waitFor();
    await dialog.getByText('Order ID begins with: A-').waitFor();
    await dialog.getByRole('button', { name: 'Start export' }).click();
    await dialog.waitFor({ state: 'hidden' });

    await page.goto('/devices');
    await page.getByRole('button', { name: /^Tasks and exports/ }).click();
    const download = page.waitForEvent('download');
    await page
      .getByRole('link', { name: /^Download: orders_/ })
      .first()
      .click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^orders_\d{8}-\d{6}_.+\.csv$/);
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('Order ID');

    await page.getByRole('link', { name: 'All tasks and exports' }).click();
    await page.getByRole('heading', { name: 'Tasks & exports', level: 1 }).waitFor();
    const row = page.getByRole('row', { name: /Export of orders \(CSV\)/ });
    await row.getByText('2 rows').first().waitFor();
    await journey.api.database.dataSource.query('update tasks set expires_at = now()');
    await page.reload();
    await row.getByText('File expired').waitFor();
    await row.getByRole('button', { name: /^Run again/ }).click();
    await page.getByRole('row', { name: /Export of orders \(CSV\).*Download/ }).waitFor();
  });

  it('tell step by step and line by line what was done, and run again as a task that names the one before', async () => {
    const page = await journey.person('ops');
    await page.goto('/tasks');
    await page
      .getByRole('link', { name: /Export of orders \(CSV\)/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Export of orders (CSV)', level: 1 }).waitFor();
    const steps = page.getByRole('list', { name: 'Steps' });
    await steps.getByText('Count the rows').waitFor();
    expect(await steps.getByText('Done', { exact: true }).count()).toBe(3);
    const log = page.getByRole('log', { name: 'Log' });
    await log.getByText('Step began: Write the rows').waitFor();
    await log.getByText(/^Done: orders_/).waitFor();
    await journey.api.database.dataSource.query(
      `with t as (update tasks set last_line = last_line + 2 returning task_id, last_line)
       insert into task_log_lines (task_id, line, attempt, level, code, message)
       select task_id, last_line - n, 1, 'warn', 'of_tomorrow', 'Said later' from t, generate_series(0, 1) n`,
    );
    await page.reload();
    await log.getByText('Said later').first().waitFor();
    const first = page.url();
    await page.getByRole('button', { name: /^Run again/ }).click();
    await page.waitForURL((url) => url.href !== first);
    await page.getByText('Repeats').waitFor();
    await log.getByText(/^Done: orders_/).waitFor();
    await page.getByRole('link', { name: /^[0-9a-f]{8}$/ }).click();
    await page.getByText('Repeated by').waitFor();
    expect([await faults(page), await overflow(page)]).toEqual([[], 0]);
  });

  it('keep a view with its filters, open it again, change it, share it and delete it', async () => {
    const page = await journey.person('ops');
    await page.goto('/orders?query=B-');
    await page.getByText('1–1 of 1').waitFor();
    await page.getByRole('button', { name: 'Manage views' }).click();
    await page.getByRole('button', { name: 'Save as a new view' }).click();
    const drawer = page.getByRole('dialog', { name: 'Save as a new view' });
    await drawer.getByLabel('Name').fill('Only B');
    await drawer.getByLabel('Share with everybody of my merchant').check();
    await drawer.getByRole('button', { name: 'Save view' }).click();
    const tab = page.getByRole('link', { name: /^Only B/ });
    await tab.and(page.locator('[aria-current="page"]')).waitFor();

    await page.getByRole('link', { name: 'All', exact: true }).click();
    await page.getByText('1–3 of 3').waitFor();
    await tab.click();
    await page.getByText('1–1 of 1').waitFor();
    expect(await tab.getAttribute('aria-current')).toBe('page');

    await page.getByRole('searchbox').fill('A-');
    await page.getByText('1–2 of 2').waitFor();
    await page.getByRole('button', { name: 'Save changes to view' }).click();
    await page.getByRole('button', { name: 'Save changes to view' }).waitFor({ state: 'hidden' });

    const colleague = await journey.person('viewer');
    await colleague.goto('/orders');
    await colleague.getByRole('link', { name: /^Only B.*Shared by/ }).click();
    await colleague.getByText('1–2 of 2').waitFor();
    expect(await colleague.getByRole('button', { name: 'Export', exact: true }).count()).toBe(0);

    await page.getByRole('button', { name: 'Manage views' }).click();
    await page.getByRole('button', { name: 'Delete view' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete view', exact: true }).click();
    await tab.waitFor({ state: 'hidden' });
  });

  it('fit a phone in Chinese and have no fault for readers of screens', async () => {
    const page = await journey.person('ops', { language: 'zh-CN', viewport: PHONE });
    await page.goto('/tasks');
    await page.getByRole('heading', { name: '任务与导出', level: 1 }).waitFor();
    await page.getByText('导出订单 (CSV)').first().waitFor();
    expect([await faults(page), await overflow(page)]).toEqual([[], 0]);
    await page.getByRole('link', { name: '导出订单 (CSV)' }).first().click();
    await page
      .getByRole('log', { name: '日志' })
      .getByText(/^完成：orders_/)
      .waitFor();
    expect([await faults(page), await overflow(page)]).toEqual([[], 0]);
    await page.getByRole('button', { name: /^任务与导出/ }).click();
    await page.getByRole('link', { name: '全部任务与导出' }).waitFor();
    expect([await faults(page), await overflow(page)]).toEqual([[], 0]);
    await page.goto('/orders');
    await page.getByRole('button', { name: '导出', exact: true }).click();
    await page.getByRole('dialog', { name: '导出订单' }).getByText('3 个订单。').waitFor();
    expect([await faults(page), await overflow(page)]).toEqual([[], 0]);
    await page.goto('/orders');
    await page.getByRole('button', { name: '管理视图' }).click();
    await page.getByRole('button', { name: '另存为新视图' }).waitFor();
    expect([await faults(page), await overflow(page)]).toEqual([[], 0]);
  });

  it('complain about nothing in the browser', () => {
    expect(journey.complaints).toEqual([]);
  });
});
