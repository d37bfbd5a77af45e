import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Wechatpay } from 'wechatpay-axios-plugin';
import { eventually } from './eventually';
import { PaymentSandbox } from './payment-sandbox';

interface WechatRefund {
  status: number;
  data: { out_refund_no?: string; status?: string; refund_id?: string; code?: string };
}

/** WeChat Pay's protocol by a library that is not ours: it signs its requests and verifies the answers. */
async function accountOf({ env, url }: PaymentSandbox): Promise<ConstructorParameters<typeof Wechatpay>[0]> {
  const file = (name: string): Promise<string> => readFile(env[`${name}_FILE`] ?? '', 'utf8');
  return {
    mchid: env['WECHAT_MCHID'] ?? '',
    serial: env['WECHAT_CERT_SERIAL'] ?? '',
    privateKey: await file('WECHAT_PRIVATE_KEY'),
    certs: { [env['WECHAT_PLATFORM_KEY_ID'] ?? '']: await file('WECHAT_PLATFORM_KEYS') },
    baseURL: url,
  };
}

describe('the payment sandbox', () => {
  let sandbox: PaymentSandbox;
  let client: Wechatpay;

  beforeAll(async () => {
    sandbox = await PaymentSandbox.start();
    // Its instances take `then` for a part of a path, so they are never awaited.
    client = new Wechatpay(await accountOf(sandbox));
  });
  afterAll(() => sandbox.stop());

  async function refund(number: string, payment: string, fen: number, total = 1000): Promise<WechatRefund> {
    const amount = { refund: fen, total, currency: 'CNY' };
    const body = { transaction_id: payment, out_refund_no: number, amount };
    return client.chain('v3/refund/domestic/refunds').post(body, { validateStatus: () => true });
  }

  async function paid(total = 1000): Promise<string> {
    const payment = `42000${randomUUID()}`;
    await sandbox.register('wechat', payment, total);
    return payment;
  }

  const entry = async (number: string) => (await sandbox.ledger()).find((each) => each.number === number);

  it('is understood by an independent client of WeChat Pay', async () => {
    const number = randomUUID();
    const { status, data } = await refund(number, await paid(), 300);
    expect({ status, data }).toMatchObject({
      status: 200,
      data: { out_refund_no: number, status: 'SUCCESS' },
    });
  });

  it('pays one number once, and the same number with another amount never', async () => {
    const [number, payment] = [randomUUID(), await paid()];
    const [first, again, other] = [
      await refund(number, payment, 300),
      await refund(number, payment, 300),
      await refund(number, payment, 301),
    ];
    expect(again.data.refund_id).toBe(first.data.refund_id);
    expect(other).toMatchObject({ status: 400, data: { code: 'PARAM_ERROR' } });
    expect(await entry(number)).toMatchObject({ acted: 1, calls: 3, amount_minor: 300 });
  });

  it('never refunds more than was paid, even in many parts at once', async () => {
    const payment = await paid();
    const answers = await Promise.all(Array.from({ length: 9 }, () => refund(randomUUID(), payment, 300)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(await refund(randomUUID(), 'nobody paid', 1)).toMatchObject({ status: 404 });
  });

  it('does the same for the same script, call by call', async () => {
    const run = async (): Promise<number[]> => {
      const [number, payment] = [randomUUID(), await paid()];
      await sandbox.script({ number, refund: ['5xx', 'rateLimit', 'insufficientFunds'] });
      const answers = [];
      for (let call = 0; call < 4; call += 1) answers.push((await refund(number, payment, 300)).status);
      return answers;
    };
    expect([await run(), await run()]).toEqual([
      [500, 429, 403, 200],
      [500, 429, 403, 200],
    ]);
  });

  it('goes on where it was after kill -9: what it paid, and where it is in a script', async () => {
    const [number, second, payment] = [randomUUID(), randomUUID(), await paid()];
    await refund(number, payment, 300);
    await sandbox.script({ number: second, refund: ['5xx', '5xx'] });
    await refund(second, payment, 700);
    await sandbox.restart();
    expect(await entry(number)).toMatchObject({ acted: 1, status: 'success' });
    const statuses = [await refund(second, payment, 701), await refund(second, payment, 701)];
    expect(statuses.map(({ status }) => status)).toEqual([500, 400]);
    expect(await refund(second, payment, 700)).toMatchObject({ status: 200 });
  });

  it('lets a number say itself what happens to it', async () => {
    const payment = `${randomUUID()}.sb.5xx`;
    await sandbox.register('wechat', payment, 1000);
    const number = randomUUID();
    expect([(await refund(number, payment, 1)).status, (await refund(number, payment, 1)).status]).toEqual([
      500, 200,
    ]);
  });

  it('accepts first and settles by questions where a script says so', async () => {
    const [number, payment] = [randomUUID(), await paid()];
    await sandbox.script({ number, settles: 'success', after_queries: 2, notify: 'never' });
    expect((await refund(number, payment, 300)).data.status).toBe('PROCESSING');
    const ask = async (): Promise<string | undefined> => {
      const answer = (await client.chain(`v3/refund/domestic/refunds/${number}`).get()) as WechatRefund;
      return answer.data.status;
    };
    expect([await ask(), await ask(), await ask()]).toEqual(['PROCESSING', 'SUCCESS', 'SUCCESS']);
  });

  it('refuses what is not signed by the merchant', async () => {
    const response = await fetch(`${sandbox.url}/v3/refund/domestic/refunds/${randomUUID()}`);
    expect(response.status).toBe(401);
    const stripe = await fetch(`${sandbox.url}/v1/refunds`, {
      headers: { authorization: 'Bearer sk_test_other' },
    });
    expect(stripe.status).toBe(401);
    const alipay = await fetch(`${sandbox.url}/gateway.do?method=alipay.trade.refund&app_id=1`, {
      method: 'POST',
    });
    expect(await alipay.text()).toContain('isv.invalid-signature');
  });

  it('tells an unthankful listener again', async () => {
    const [number, payment] = [randomUUID(), await paid()];
    const body = { transaction_id: payment, out_refund_no: number, notify_url: `${sandbox.url}/nowhere` };
    const amount = { refund: 300, total: 1000, currency: 'CNY' };
    await client.chain('v3/refund/domestic/refunds').post({ ...body, amount });
    await eventually('it was told twice', async () => ((await entry(number))?.notified ?? 0) >= 2);
  });
});
