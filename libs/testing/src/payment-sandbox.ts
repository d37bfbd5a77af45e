import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually';
import { freePort, Program } from './stack';

/** It makes its keys first, which takes its time on a busy machine. */
const READY_WITHIN_MS = 60_000;

export type SandboxProvider = 'wechat' | 'alipay' | 'stripe';

/** A refund as the sandbox's ledger tells of it. */
export interface SandboxRefund {
  provider: SandboxProvider;
  number: string;
  payment: string;
  amount_minor: number;
  currency: string;
  status: 'processing' | 'success' | 'closed' | 'abnormal';
  /** How often money was moved for this number. */
  acted: number;
  calls: number;
  queries: number;
  notified: number;
}

export interface SandboxScript {
  /** Of a refund or of a payment. */
  number: string;
  /** What the n-th call does; a last one with a star stays for ever. */
  refund?: string[];
  query?: string[];
  settles?: 'success' | 'closed' | 'abnormal' | 'never';
  after_queries?: number;
  settle_after_ms?: number;
  notify?: 'once' | 'twice' | 'early' | 'late' | 'never' | 'outOfOrder' | 'forged';
}

export interface SandboxNotification {
  url: string | null;
  headers: Record<string, string>;
  body: string;
}

export interface SandboxOptions {
  /** Payments must be registered; true unless told otherwise. */
  strict?: boolean;
  slowMs?: number;
  lateMs?: number;
}

/** The built payment sandbox with keys and a ledger of its own. Needs `npm test`'s build, as the API does. */
export class PaymentSandbox {
  private constructor(
    readonly url: string,
    /** What an API must be started with to speak to it. */
    readonly env: Readonly<Record<string, string>>,
    readonly program: Program,
    private readonly state: string,
  ) {}

  static async start({
    strict = true,
    slowMs = 500,
    lateMs = 500,
  }: SandboxOptions = {}): Promise<PaymentSandbox> {
    const state = await mkdtemp(join(tmpdir(), 'payment-sandbox-'));
    const port = await freePort();
    const times = ['--slow-ms', String(slowMs), '--late-ms', String(lateMs)];
    const args = ['--port', String(port), '--state', state, ...times, ...(strict ? ['--strict'] : [])];
    const program = new Program('dist/tools/payment-sandbox/main.js', {}, args);
    const url = `http://127.0.0.1:${port}`;
    program.start();
    await PaymentSandbox.answers(url, program);
    const env = JSON.parse(await readFile(join(state, 'environment.json'), 'utf8')) as Record<string, string>;
    return new PaymentSandbox(url, env, program, state);
  }

  async register(
    provider: SandboxProvider,
    number: string,
    totalMinor: number,
    currency = 'CNY',
  ): Promise<void> {
    await this.control('POST', 'payments', { provider, number, total_minor: totalMinor, currency });
  }

  async script(script: SandboxScript): Promise<void> {
    await this.control('POST', 'scripts', script);
  }

  async settle(provider: SandboxProvider, number: string, status: SandboxRefund['status']): Promise<void> {
    await this.control('POST', 'settle', { provider, number, status });
  }

  /** Whether payments that nobody registered exist. */
  async beStrict(strict: boolean): Promise<void> {
    await this.control('PUT', 'settings', { strict });
  }

  /** Where notifications of Alipay and Stripe go: the API's address. WeChat Pay's follow the API's PUBLIC_URL. */
  async notifyTo(apiUrl: string | null): Promise<void> {
    await this.control('PUT', 'settings', { notify: apiUrl });
  }

  /** A signed notification about a refund, made or not, for the spec to deliver. */
  notification(
    provider: SandboxProvider,
    number: string,
    status: SandboxRefund['status'] = 'success',
  ): Promise<SandboxNotification> {
    return this.control('POST', 'notifications', { provider, number, status });
  }

  async ledger(): Promise<SandboxRefund[]> {
    return (await this.control<{ refunds: SandboxRefund[] }>('GET', 'ledger')).refunds;
  }

  /** kill -9 and start again on the same port, keys and ledger. */
  async restart(): Promise<void> {
    await this.program.stop('SIGKILL');
    this.program.start();
    await PaymentSandbox.answers(this.url, this.program);
  }

  async stop(): Promise<void> {
    await this.program.stop();
    await rm(this.state, { recursive: true, force: true });
  }

  private async control<T>(method: string, what: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/_sandbox/${what}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`the sandbox refused ${what}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  private static answers(url: string, program: Program): Promise<void> {
    const isUp = async (): Promise<boolean> => {
      program.assertAlive();
      return fetch(`${url}/_sandbox/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    };
    return eventually('the payment sandbox answers', isUp, READY_WITHIN_MS);
  }
}
