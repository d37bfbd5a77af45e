import { randomInt, randomUUID } from 'node:crypto';
import { eventually } from '@coffee/testing/eventually';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import {
  PaymentSandbox,
  type SandboxNotification,
  type SandboxProvider,
} from '@coffee/testing/payment-sandbox';
import { startApi, type TestApi } from '@coffee/testing/stack';
import fc from 'fast-check';

const PROVIDERS = ['wechat', 'alipay', 'stripe'] as const;
const RUNS = { numRuns: 60, endOnFailure: true };

interface Told {
  status: number;
  type: string | null;
  text: string;
}

describe('notifications of payment providers', () => {
  let sandbox: PaymentSandbox;
  let api: TestApi;

  beforeAll(async () => {
    sandbox = await PaymentSandbox.start();
    api = await startApi({ env: sandbox.env });
  });
  afterAll(() => Promise.all([api.stop(), sandbox.stop()]));

  async function tell(
    provider: string,
    headers: Record<string, string>,
    body: string | Buffer,
  ): Promise<Told> {
    const url = `${api.url}/api/v1/payments/${provider}/notify`;
    const response = await fetch(url, { method: 'POST', headers, body });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  }

  async function stored(): Promise<number> {
    const [row] = await api.database.dataSource.query<{ n: string }[]>(
      'select count(*) as n from payment_notifications',
    );
    return Number(row?.n);
  }

  const made = (provider: SandboxProvider): Promise<SandboxNotification> =>
    sandbox.notification(provider, randomUUID());

  it.each([
    ['wechat', 200, /^application\/json/, /"code":"SUCCESS"/],
    ['alipay', 200, /^text\/plain/, /^success$/],
    ['stripe', 200, /^application\/json/, /"received":true/],
  ] as const)('stores what %s told once, and thanks as it wants', async (provider, status, type, text) => {
    const refundId = randomUUID();
    const { headers, body } = await sandbox.notification(provider, refundId);
    const before = await stored();
    const answers = [await tell(provider, headers, body), await tell(provider, headers, body)];
    const expected = { status, type: expect.stringMatching(type), text: expect.stringMatching(text) };
    expect(answers).toEqual([expected, expected]);
    const rows = await api.database.dataSource.query<{ provider: string; refund_id: string }[]>(
      'select provider, refund_id from payment_notifications where refund_id = $1',
      [refundId],
    );
    expect(rows).toEqual([{ provider, refund_id: refundId }]);
    expect(await stored()).toBe(before + 1);
  });

  it('stores once what is told many times at the same time', async () => {
    const { headers, body } = await made('wechat');
    const before = await stored();
    const answers = await Promise.all(Array.from({ length: 20 }, () => tell('wechat', headers, body)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await stored()).toBe(before + 1);
  });

  /** Another byte at the place, one that the header or the form can carry. */
  function flipped(text: string, place: number, other: number): string {
    const index = place % text.length;
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=';
    const instead = [...letters].filter((letter) => letter !== text[index])[other % (letters.length - 1)];
    return `${text.slice(0, index)}${instead ?? ''}${text.slice(index + 1)}`;
  }

  const PARTS: [SandboxProvider, string][] = [
    ['wechat', 'body'],
    ['wechat', 'Wechatpay-Signature'],
    ['wechat', 'Wechatpay-Serial'],
    ['wechat', 'Wechatpay-Timestamp'],
    ['wechat', 'Wechatpay-Nonce'],
    ['alipay', 'body'],
    ['alipay', 'sign'],
    ['alipay', 'notify_time'],
    ['alipay', 'app_id'],
    ['stripe', 'body'],
    ['stripe', 'Stripe-Signature'],
  ];

  it.each(PARTS)(
    'of %s with one byte changed in %s is refused and changes nothing',
    async (provider, part) => {
      const notification = await made(provider);
      const before = await stored();
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat(), async (place, other) => {
          const changed = change(notification, part, place, other);
          fc.pre(changed !== null && meaningOf(provider, changed) !== meaningOf(provider, notification));
          const answer = await tell(provider, changed!.headers, changed!.body);
          expect(answer).toMatchObject({ status: 401, text: expect.stringContaining('"code":"FAIL"') });
        }),
        RUNS,
      );
      expect(await stored()).toBe(before);
      expect((await tell(provider, notification.headers, notification.body)).status).toBe(200);
    },
  );

  function change(
    { url, headers, body }: SandboxNotification,
    part: string,
    place: number,
    other: number,
  ): SandboxNotification | null {
    if (part === 'body') return { url, headers, body: flipped(body, place, other) };
    const header = headers[part];
    if (header !== undefined)
      return { url, headers: { ...headers, [part]: flipped(header, place, other) }, body };
    const form = new URLSearchParams(body);
    form.set(part, flipped(form.get(part) ?? '', place, other));
    return { url, headers, body: form.toString() };
  }

  /** A form has several spellings of the same parameters, such as `%2f` and `%2F`: those are one message. */
  function meaningOf(provider: SandboxProvider, { headers, body }: SandboxNotification): string {
    const told = provider === 'alipay' ? JSON.stringify([...new URLSearchParams(body)].sort()) : body;
    return JSON.stringify([headers, told]);
  }

  it.each(PROVIDERS)('of %s are refused when they are not signed, forged, or of nobody', async (provider) => {
    const { headers, body } = await made(provider);
    const other = PROVIDERS[(PROVIDERS.indexOf(provider) + randomInt(1, 3)) % 3] as SandboxProvider;
    const foreign = await made(other);
    const before = await stored();
    const type = { 'content-type': headers['Content-Type'] ?? '' };
    const answers = [
      await tell(provider, type, provider === 'alipay' ? body.replace(/&sign=[^&]+/, '') : body),
      await tell(provider, foreign.headers, foreign.body),
      await tell(provider, headers, ''),
      await tell(provider, headers, Buffer.from([0xff, 0x00, 0xfe])),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(JSON.parse(answers[0]!.text)).toMatchObject({ ok: false, error: { code: 'UNAUTHORIZED' } });
    expect(await stored()).toBe(before);
  });

  it('refuses bodies over 256 KiB, and providers that do not notify', async () => {
    const large = await tell('stripe', { 'content-type': 'application/json' }, 'x'.repeat(256 * 1024 + 1));
    expect(large.status).toBe(413);
    for (const name of ['corp', 'paypal']) expect((await tell(name, {}, '{}')).status).toBe(404);
  });

  it('refuses every notification of a provider without keys', async () => {
    const bare = await startApi();
    try {
      const { headers, body } = await made('stripe');
      const response = await fetch(`${bare.url}/api/v1/payments/stripe/notify`, {
        method: 'POST',
        headers,
        body,
      });
      expect(response.status).toBe(401);
    } finally {
      await bare.stop();
    }
  });

  it('tells everybody who is signed in which providers are configured', async () => {
    const client = new HttpClient(api.url);
    expect((await client.get('/api/v1/payments/providers')).status).toBe(401);
    const viewer = await new Factories(api.database.dataSource).user({ role: 'viewer' });
    await client.signIn(viewer.email, TEST_PASSWORD);
    expect((await client.get('/api/v1/payments/providers')).data).toEqual([
      { name: 'wechat', configured: true, methods: ['wechat'] },
      { name: 'alipay', configured: true, methods: ['alipay'] },
      { name: 'stripe', configured: true, methods: ['card'] },
      { name: 'corp', configured: true, methods: ['corp'] },
    ]);
  });

  it('does not thank for what it could not store, so that the provider tells it again', async () => {
    const notification = await made('alipay');
    await api.database.dataSource.query('alter table payment_notifications rename to gone');
    expect((await tell('alipay', notification.headers, notification.body)).status).toBeGreaterThanOrEqual(
      500,
    );
    await api.database.dataSource.query('alter table gone rename to payment_notifications');
    await eventually('it is stored', async () => {
      const { status } = await tell('alipay', notification.headers, notification.body);
      return status === 200;
    });
  });
});
