import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { DESKTOP, Journey, PHONE, type Look } from './journey';

const PAGES = [
  '/',
  '/devices',
  '/devices?query=nothing-like-this',
  '/devices/LOOK-1',
  '/devices/LOOK-1/bins',
  '/devices/LOOK-1/orders',
  '/devices/LOOK-1/commands',
  '/devices/LOOK-1/history',
  '/devices/LOOK-1/reports',
  '/orders',
  '/orders/LOOK-ORDER',
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
  '/enrolment-tokens',
  '/profile',
  '/no-such-page',
];
const LOOKS: [string, Look][] = [
  ['on a desk', { viewport: DESKTOP }],
  ['on a phone, in Chinese', { viewport: PHONE, language: 'zh-CN' }],
];
const THEMES = ['light', 'dark'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('.skeleton, [aria-busy="true"], .spinner-border'));
}

/**
 * Theme, rule and place of everything that axe finds, in both themes of one load. Run through the debugger, so that
 * the page's CSP may stay strict.
 */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const theme of THEMES) {
    await page.evaluate((name) => document.documentElement.setAttribute('data-bs-theme', name), theme);
    const { violations } = await page.evaluate(
      (rules) =>
        (window as unknown as { axe: typeof axe }).axe.run(document, {
          runOnly: { type: 'tag', values: rules },
        }),
      RULES,
    );
    found.push(
      ...violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target }) => `${theme} ${id}: ${target.join(' ')}`),
      ),
    );
  }
  return found;
}

/** How far the page can be pushed sideways. */
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

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
  });
  afterAll(() => journey.end());

  it.each(LOOKS)('is accessible and does not run off the side: %s', async (_name, look) => {
    const page = await journey.person('admin', look);
    const found: Record<string, unknown> = {};
    for (const path of PAGES) {
      await page.goto(path);
      await settled(page);
      const here = [...(await faults(page)), ...((await overflow(page)) > 0 ? ['runs off the side'] : [])];
      if (here.length > 0) found[path] = here;
    }
    expect(found).toEqual({});
    await journey.closeWindows();
  });

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
    await journey.closeWindows();
  });

  it('has made the browser complain about nothing', () => {
    expect(journey.complaints).toEqual([]);
  });
});
