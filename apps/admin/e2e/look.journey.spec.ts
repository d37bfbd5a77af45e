import type { Page } from 'playwright-core';
import { bringAxe, faults, overflow } from './faults';
import { DESKTOP, Journey, PHONE, type Look } from './journey';

const TASK = '7a5c0000-0000-4000-8000-000000000001';
const PAGES = [
  '/',
  '/devices',
  '/devices?query=nothing-like-this',
  '/devices/LOOK-1',
  '/devices/LOOK-1/alarms',
  '/devices/LOOK-1/bins',
  '/devices/LOOK-1/orders',
  '/devices/LOOK-1/commands',
  '/devices/LOOK-1/history',
  '/devices/LOOK-1/reports',
  '/alarms',
  '/alarms?view=shelved',
  '/alarm-rules',
  '/notification-channels',
  '/notification-channels/1',
  '/orders',
  '/orders/LOOK-ORDER',
  '/refunds',
  '/materials',
  '/materials/import',
  '/refills',
  '/refills/drift',
  '/refills/pick-list',
  '/refills/LOOK-1',
  '/recipes',
  '/recipes/new',
  '/packages',
  '/packages/drift',
  '/dispatch',
  '/dispatch/new',
  '/dispatch/new?type=set_params',
  '/dispatch/new?type=upgrade',
  '/locations',
  '/merchants',
  '/users',
  '/users/1',
  '/enrolment-tokens',
  '/device-models',
  '/audit',
  '/tasks',
  `/tasks/${TASK}`,
  '/profile',
  '/no-such-page',
];
/** A channel with a long address, and what became of its words: each status once. */
async function tellOfAlarms({ api }: Journey): Promise<void> {
  await api.database.dataSource.query(
    `with channel as (
       insert into notification_channels (name, type, target, events, severities, max_messages, window_minutes, quiet_from, quiet_to)
       values ('Duty', 'webhook', $1, '{alarm.opened,alarm.closed}', '{warn,critical}', 20, 10, '22:00', '07:00') returning id
     )
     insert into notification_deliveries (message_id, channel_id, event, status, severity, device_id, alarm_id, attempts,
       status_code, error_code, data, next_attempt_at, occurred_at, created_at)
     select gen_random_uuid(), channel.id, 'alarm.opened', s.status, 'critical', a.device_id, a.id, 2,
            case when s.status in ('pending', 'failed') then 503 end, case when s.status in ('pending', 'failed') then 'HTTP_STATUS' end,
            '{"alarm": {"type": "device_fault", "device_alias": "Lobby left"}}', now() + interval '1 hour', now(), now()
     from channel, alarms a, unnest('{held,pending,digested,delivered,failed,canceled}'::text[]) s(status)`,
    [`https://alarms.example.com/${'long-path/'.repeat(12)}`],
  );
}
/** A task on its second step, with a log of every level and more lines than there is room for. */
async function work({ api }: Journey): Promise<void> {
  await api.database.dataSource.query(
    `with task as (
       insert into tasks (task_id, type, status, progress, done, total, unit, rate, requested_by, scope, attempts, first_line,
         last_line, next_attempt_at, started_at)
       values ($1, 'export_orders', 'running', 40, 40, 100, 'rows', 2.5, 'somebody-with-a-long-address@example.com',
         '{"list": "orders", "format": "csv", "filters": {"query": "A-"}}', 2, 21, 80, now() + interval '1 hour', now())
       returning task_id
     ), steps as (
       insert into task_steps (task_id, position, attempt, name, status, progress, done, total, unit, started_at, finished_at)
       select task_id, n, 2, (array['count', 'write', 'store'])[n], (array['success', 'running', 'pending'])[n],
         (array[100, 40, 0])[n], (array[0, 40, 0])[n], case n when 2 then 100 end, 'rows',
         case when n < 3 then now() end, case n when 1 then now() + interval '20 ms' end
       from task, generate_series(1, 3) n
     )
     insert into task_log_lines (task_id, line, attempt, level, code, message, details)
     select task_id, n, 2, (array['info', 'warn', 'error'])[n % 3 + 1], (array['counted', 'attempt_failed', 'of_tomorrow'])[n % 3 + 1],
       repeat('a-word-without-end', 20), '{"done": 1, "total": 2, "percent": 50, "reason": "Away", "seconds": 20}'
     from task, generate_series(21, 80) n`,
    [TASK],
  );
}
const LOOKS: [string, Look][] = [
  ['on a desk', { viewport: DESKTOP }],
  ['on a phone, in Chinese', { viewport: PHONE, language: 'zh-CN' }],
];

async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('.skeleton, [aria-busy="true"], .spinner-border'));
}

/** Few pages a walk, and time for them while another journey runs beside: what is judged is the look, not the pace. */
const PART = 6;
const WALK_MS = 180_000;
const partsOf = (paths: string[]): string[][] =>
  Array.from({ length: Math.ceil(paths.length / PART) }, (_, n) => paths.slice(n * PART, (n + 1) * PART));

describe('the look of every page', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin();
    const { factories, machines } = journey;
    const merchant = await factories.merchant({ name: 'A merchant with a rather long name for a phone' });
    const location = await factories.location(merchant, { name: 'Terminal 2, departures, gate 12' });
    const home = { merchantId: merchant.id, locationId: location.id, tags: ['pilot', 'floor-1'] };
    await factories.device({ deviceId: 'LOOK-1', alias: 'Lobby left', ...home, status: 'online' });
    await factories.device({ deviceId: `LOOK-${'long-'.repeat(15)}2`, ...home, status: 'offline' });
    await journey.report('LOOK-1', 'online', {
      temperature: 91.5,
      wifi_ssid: 'shop',
      wifi_signal: -60,
      uptime_seconds: 4000,
    });
    await machines.post('/api/v1/devices/LOOK-1/materials/report', {
      timestamp: new Date().toISOString(),
      materials: [
        { bin_index: 1, material_code: 'BEAN_A', remaining: 90, capacity: 1000, unit: 'g' },
        { bin_index: 2, material_code: 'WATER', remaining: 4300, capacity: 4000, unit: 'ml' },
      ],
    });
    await machines.post('/api/v1/devices/LOOK-1/status', { status: 'melted', timestamp: 'yesterday' });
    await journey.sell('LOOK-1', 'LOOK-ORDER');
    await journey.api.database.dataSource.query(
      `insert into alarms (type, device_id, merchant_id, location_id, severity, data, flapping, first_at, last_at, opened_at)
       select 'device_fault', device_id, merchant_id, location_id, 'critical', '{"error": "Grinder blocked"}', true, now(), now(), now()
       from devices where device_id = 'LOOK-1'`,
    );
    await tellOfAlarms(journey);
    await work(journey);
  });
  afterAll(() => journey.end());

  const walks = LOOKS.flatMap(([name, look]) => partsOf(PAGES).map((paths) => ({ name, look, paths })));
  it.each(walks)(
    'is accessible and does not run off the side: $name, from $paths.0',
    async ({ look, paths }) => {
      const page = await journey.person('admin', look);
      await bringAxe(page);
      const found: Record<string, unknown> = {};
      for (const path of paths) {
        await page.goto(path);
        await settled(page);
        const here = [...(await faults(page)), ...((await overflow(page)) > 0 ? ['runs off the side'] : [])];
        if (here.length > 0) found[path] = here;
      }
      expect(found).toEqual({});
      await journey.closeWindows();
    },
    WALK_MS,
  );

  // English is the wider language, Chinese the one above.
  it.each(partsOf(PAGES).map((paths) => ({ paths })))(
    'does not run off the side of a phone in English, from $paths.0',
    async ({ paths }) => {
      const page = await journey.person('admin', { viewport: PHONE });
      const found: string[] = [];
      for (const path of paths) {
        await page.goto(path);
        await settled(page);
        if ((await overflow(page)) > 0) found.push(path);
      }
      expect(found).toEqual([]);
      await journey.closeWindows();
    },
    WALK_MS,
  );

  it.each(LOOKS)('lets a stranger sign in: %s', async (_name, look) => {
    const page = await journey.stranger(look);
    await page.goto('/sign-in');
    await settled(page);
    expect(await faults(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await journey.closeWindows();
  });

  it.each(LOOKS)('opens its drawers and dialogs in reach of everybody: %s', async (_name, look) => {
    const page = await journey.person('admin', look);
    await page.goto('/devices/LOOK-1');
    await settled(page);
    await page.locator('.page-head .btn-primary').click();
    await page.locator('.offcanvas.show:not(.offcanvas-toggling)').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.goto('/users');
    await settled(page);
    await page.locator('.page-head .btn-primary').click();
    await page.locator('.offcanvas.show:not(.offcanvas-toggling)').waitFor();
    await page.locator('.offcanvas [type="submit"]').click();
    await page.locator('.field-error').first().waitFor();
    expect(await faults(page)).toEqual([]);
    await page.goto('/notification-channels');
    await settled(page);
    await page.locator('.page-head .btn-primary').click();
    await page.locator('.offcanvas.show:not(.offcanvas-toggling)').waitFor();
    await page.locator('[name="has_quiet_hours"]').check();
    expect(await faults(page)).toEqual([]);
    await page.goto('/notification-channels/1');
    await settled(page);
    await page.locator('.row-button').first().click();
    await page.locator('.offcanvas.show:not(.offcanvas-toggling)').waitFor();
    await settled(page);
    expect(await faults(page)).toEqual([]);
    await journey.closeWindows();
  });

  it('has made the browser complain about nothing', () => {
    expect(journey.complaints).toEqual([]);
  });
});
