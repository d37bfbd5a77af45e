import { Journey, PHONE, untilLive } from './journey';

const SETTLES_WITHIN_MS = 30_000;

describe('refunding in the admin', () => {
  let journey: Journey;

  beforeAll(async () => {
    journey = await Journey.begin({ worker: true });
    const { id: merchantId } = await journey.factories.merchant();
    await journey.factories.device({ deviceId: 'CUP-1', merchantId });
    for (const orderId of ['BACK-1', 'BACK-2']) {
      const reply = await journey.machines.post('/api/v1/devices/CUP-1/orders/create', {
        order_id: orderId,
        device_ts: new Date().toISOString(),
        items: [{ product_id: 'latte', name: 'Latte', qty: 1, unit_price: 18 }],
        total_price: 18,
        payment_method: 'corp',
        payment_status: 'paid',
      });
      expect(reply.status).toBe(201);
    }
  });
  afterEach(() => journey.closeWindows());
  afterAll(() => journey.end());

  it('asks how much, why, and shows what the provider made of it, live', async () => {
    const page = await journey.person('ops');
    await page.goto('/orders/BACK-1');
    await untilLive(page);
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('Refundable ¥18.00 of ¥18.00.').waitFor();
    await drawer.getByLabel('An amount').check();
    await drawer.getByRole('textbox', { name: 'Amount' }).fill('18.01');
    expect(await drawer.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true);
    await drawer.getByRole('textbox', { name: 'Amount' }).fill('5');
    await drawer.getByText('Left after this refund: ¥13.00').waitFor();
    await drawer.getByRole('button', { name: 'Continue' }).click();
    await drawer.getByLabel('Reason').selectOption('Quality');
    await drawer.getByRole('button', { name: 'Continue' }).click();
    await drawer.getByText('This cannot be undone.').waitFor();
    await drawer.getByRole('button', { name: 'Refund ¥5.00' }).click();
    await drawer
      .getByText('The money is on its way to the customer.')
      .waitFor({ timeout: SETTLES_WITHIN_MS });
    await drawer.getByRole('button', { name: 'Close' }).last().click();
    await page.getByText('Partly refunded').first().waitFor();
    await page.getByRole('heading', { name: 'Refunds' }).waitFor();
    expect(journey.complaints).toEqual([]);
  });

  it('lists refunds on a phone in Chinese, and offers nothing to those who only look', async () => {
    const page = await journey.person('viewer', { viewport: PHONE, language: 'zh-CN', theme: 'dark' });
    await page.goto('/refunds');
    await page.getByRole('heading', { name: '退款' }).waitFor();
    await page.getByRole('link', { name: 'BACK-1' }).click();
    await page.getByText('部分退款').first().waitFor();
    expect(await page.getByRole('button', { name: '退款', exact: true }).count()).toBe(0);
    expect(journey.complaints).toEqual([]);
  });
});
