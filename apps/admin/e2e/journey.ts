// A real browser on the built SPA and the built API, with a database of its own.
import { env } from 'node:process';
// Journeys drive the whole product, so they stand on the test stack although the SPA itself may not see the server.
/* eslint-disable @nx/enforce-module-boundaries -- see above */
import { loadConfig } from '@coffee/platform/config';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { startApi, type TestApi, type TestApiOptions } from '@coffee/testing/stack';
/* eslint-enable @nx/enforce-module-boundaries */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Role } from '@coffee/contract/permissions';

export { TEST_PASSWORD };

const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };

export interface Look {
  theme?: 'light' | 'dark';
  language?: 'en' | 'zh-CN';
  viewport?: { width: number; height: number };
}

const FIRST_REDIS_DATABASE = 20;

/** A Redis database of its own: events of the journeys beside this one would be heard here too. */
function ownRedis(): string {
  const url = new URL(loadConfig().redisUrl);
  url.pathname = `/${FIRST_REDIS_DATABASE + Number(env['JEST_WORKER_ID'] ?? 0)}`;
  return url.toString();
}

export class Journey {
  private readonly contexts: BrowserContext[] = [];
  /** What the browser complained about: scripts that broke, and what the CSP refused. */
  readonly complaints: string[] = [];

  private constructor(
    readonly api: TestApi,
    readonly factories: Factories,
    readonly machines: HttpClient,
    private readonly browser: Browser,
  ) {}

  static async begin({ env: more = {}, ...options }: TestApiOptions = {}): Promise<Journey> {
    const api = await startApi({ ...options, env: { REDIS_URL: ownRedis(), ...more } });
    const browser = await chromium.launch({
      executablePath: env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      headless: true,
      args: CHROMIUM_ARGS,
    });
    return new Journey(api, new Factories(api.database.dataSource), new HttpClient(api.url), browser);
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.api.stop();
  }

  /** Between two specs: no window of the one may listen in the next. */
  async closeWindows(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  /** A browser of somebody who is not signed in. */
  async stranger(look: Look = {}): Promise<Page> {
    const context = await this.browser.newContext({
      baseURL: this.api.url,
      viewport: look.viewport ?? DESKTOP,
      locale: look.language ?? 'en',
      colorScheme: look.theme ?? 'light',
      reducedMotion: 'reduce',
    });
    this.contexts.push(context);
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    this.listen(page);
    return page;
  }

  /** A browser of a new person with that role. */
  async person(role: Role, look: Look = {}, merchantId: number | null = null): Promise<Page> {
    const page = await this.stranger(look);
    const user = await this.factories.user({ role, merchantId });
    const client = new HttpClient(this.api.url);
    await client.signIn(user.email, TEST_PASSWORD);
    const [name = '', ...value] = (client.sessionCookie ?? '').split('=');
    await page.context().addCookies([{ name, value: value.join('='), url: this.api.url }]);
    return page;
  }

  /** The API as a new person with that role calls it. */
  async client(role: Role): Promise<HttpClient> {
    const user = await this.factories.user({ role });
    const client = new HttpClient(this.api.url);
    await client.signIn(user.email, TEST_PASSWORD);
    return client;
  }

  private listen(page: Page): void {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !/Failed to load resource/.test(text)) this.complaints.push(text);
    });
  }

  /** What a machine says about itself. */
  async report(deviceId: string, status: string, more: object = {}): Promise<void> {
    const body = { status, timestamp: new Date().toISOString(), ...more };
    const reply = await this.machines.post(`/api/v1/devices/${deviceId}/status`, body);
    if (reply.status !== 200) throw new Error(`status of ${deviceId}: ${reply.status}`);
  }

  /** A cup that a machine sold. */
  async sell(deviceId: string, orderId: string): Promise<void> {
    const reply = await this.machines.post(`/api/v1/devices/${deviceId}/orders/create`, {
      order_id: orderId,
      device_ts: new Date().toISOString(),
      items: [{ product_id: 'latte', name: 'Latte', qty: 1, unit_price: 18 }],
      total_price: 18,
      payment_method: 'wechat',
      payment_status: 'paid',
    });
    if (reply.status !== 201) throw new Error(`order ${orderId}: ${reply.status}`);
  }

  /** What a machine is handed out when it asks. */
  async fetchCommand(deviceId: string): Promise<string> {
    const path = `/api/v1/devices/${deviceId}/commands/pending`;
    const { status, data } = await this.machines.get<{ command_id: string }[]>(path);
    if (status !== 200) throw new Error(`commands of ${deviceId}: ${status}`);
    return data[0]?.command_id ?? '';
  }

  /** A machine fetches a command and tells how it went. */
  async finish(deviceId: string, result: 'success' | 'fail', error?: string): Promise<void> {
    const command_id = await this.fetchCommand(deviceId);
    const body = { command_id, status: result, error_message: error, timestamp: new Date().toISOString() };
    const reply = await this.machines.post(`/api/v1/devices/${deviceId}/command_result`, body);
    if (reply.status !== 200) throw new Error(`result of ${deviceId}: ${reply.status}`);
  }
}

/** Waits until the page hears live events. */
export const untilLive = (page: Page) => page.locator('[data-live="live"]').waitFor();
