// What providers tell by themselves: signed as the real ones do it, and as unreliable as a script wants it.
import { createCipheriv, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { signForm, yuan } from './alipay';
import { APP_ID, type Keys, MCHID, SELLER_ID } from './keys';
import type { Ledger, Provider, Refund, RefundStatus } from './ledger';
import type { Script } from './scripts';
import { stripeRefund } from './stripe';
import { platformHeaders, wechatTime } from './wechat';

export interface Notification {
  url: string | null;
  headers: Record<string, string>;
  body: string;
}

const SOON_MS = 50;
const TRIES = 4;
const ANSWER_WITHIN_MS = 5000;

export class Notifier {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly urgent = new Set<Promise<void>>();

  constructor(
    private readonly keys: Keys,
    private readonly ledger: Ledger,
    public base: string | null,
    private readonly lateMs: number,
  ) {}

  /** As the script wants it, after the refund came to an end. */
  tell(refund: Refund, { notify }: Script): void {
    switch (notify) {
      case 'never':
        return;
      case 'early': {
        const sending = this.deliver(refund, this.make(refund)).finally(() => this.urgent.delete(sending));
        this.urgent.add(sending);
        return;
      }
      case 'twice': {
        const notification = this.make(refund);
        this.after(SOON_MS, () => this.deliver(refund, notification));
        this.after(2 * SOON_MS, () => this.deliver(refund, notification));
        return;
      }
      case 'outOfOrder':
        this.after(SOON_MS, () => this.deliver(refund, this.make(refund)));
        this.after(2 * SOON_MS, () => this.deliver(refund, this.make({ ...refund, status: 'abnormal' })));
        return;
      case 'forged':
        this.after(SOON_MS, () => this.deliver(refund, this.make(refund, true), 1));
        return;
      case 'late':
      case 'once':
        this.after(notify === 'late' ? this.lateMs : SOON_MS, () => this.deliver(refund, this.make(refund)));
    }
  }

  /** Resolves when what had to come before the answer has come. */
  async urgentOnes(): Promise<void> {
    await Promise.all(this.urgent);
  }

  make(refund: Refund, forged = false): Notification {
    const url = refund.notifyUrl ?? this.urlOf(refund.provider);
    return { url, ...this.signed(refund, forged) };
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private urlOf(provider: Provider): string | null {
    return this.base === null ? null : `${this.base}/api/v1/payments/${provider}/notify`;
  }

  private signed(refund: Refund, forged: boolean): Omit<Notification, 'url'> {
    switch (refund.provider) {
      case 'wechat':
        return wechatNotification(refund, this.keys, forged);
      case 'alipay':
        return alipayNotification(refund, this.keys, forged, this.refundedSum(refund));
      case 'stripe':
        return stripeNotification(refund, this.keys, forged);
    }
  }

  /** Alipay tells the sum of all refunds of the trade. */
  private refundedSum({ provider, payment }: Refund): number {
    const paid = this.ledger.refundsOf(provider, payment).filter(({ status }) => status === 'success');
    return paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  }

  private after(ms: number, work: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void work();
    }, ms);
    this.timers.add(timer);
  }

  /** Told again, ever later, until somebody thanks. */
  private async deliver(refund: Refund, notification: Notification, tries = TRIES): Promise<void> {
    if (notification.url === null) return;
    const status = await post(notification.url, notification);
    const { provider, number } = refund;
    this.ledger.record({ fact: 'notified', provider, number, status });
    if (status >= 200 && status < 300) return;
    if (tries > 1)
      this.after(1000 * 2 ** (TRIES - tries), () => this.deliver(refund, notification, tries - 1));
  }
}

async function post(url: string, { headers, body }: Notification): Promise<number> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0;
  }
}

const WECHAT_EVENTS: Record<RefundStatus, string> = {
  success: 'REFUND.SUCCESS',
  closed: 'REFUND.CLOSED',
  abnormal: 'REFUND.ABNORMAL',
  processing: 'REFUND.PROCESSING',
};

function wechatNotification(refund: Refund, keys: Keys, forged: boolean): Omit<Notification, 'url'> {
  const { amountMinor, totalMinor, status } = refund;
  const plain = JSON.stringify({
    mchid: MCHID,
    transaction_id: refund.payment,
    out_trade_no: refund.payment,
    refund_id: refund.providerRefundId,
    out_refund_no: refund.number,
    refund_status: status.toUpperCase(),
    success_time: wechatTime(refund.createdAt),
    user_received_account: '支付用户零钱',
    amount: { total: totalMinor, refund: amountMinor, payer_total: totalMinor, payer_refund: amountMinor },
  });
  const body = JSON.stringify({
    id: randomUUID(),
    create_time: wechatTime(Math.floor(Date.now() / 1000)),
    resource_type: 'encrypt-resource',
    event_type: WECHAT_EVENTS[status],
    summary: '退款通知',
    resource: { original_type: 'refund', algorithm: 'AEAD_AES_256_GCM', ...encrypted(plain, keys.apiV3Key) },
  });
  const key = forged ? keys.stranger : keys.platform;
  return { headers: { 'Content-Type': 'application/json', ...platformHeaders(body, key) }, body };
}

function encrypted(plain: string, apiV3Key: string): Record<string, string> {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce);
  cipher.setAAD(Buffer.from('refund'));
  const bytes = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { ciphertext: bytes.toString('base64'), nonce, associated_data: 'refund' };
}

function alipayNotification(
  refund: Refund,
  keys: Keys,
  forged: boolean,
  sum: number,
): Omit<Notification, 'url'> {
  const time = wechatTime(Math.floor(Date.now() / 1000))
    .slice(0, 19)
    .replace('T', ' ');
  const params: Record<string, string> = {
    notify_time: time,
    notify_type: 'trade_status_sync',
    notify_id: randomBytes(17).toString('hex'),
    app_id: APP_ID,
    charset: 'utf-8',
    version: '1.0',
    trade_no: refund.payment,
    out_trade_no: refund.payment,
    out_biz_no: refund.number,
    seller_id: SELLER_ID,
    trade_status: sum >= (refund.totalMinor ?? Infinity) ? 'TRADE_CLOSED' : 'TRADE_SUCCESS',
    ...(refund.totalMinor === null ? {} : { total_amount: yuan(refund.totalMinor) }),
    refund_fee: yuan(sum),
    gmt_refund: `${time}.000`,
  };
  const sign = signForm(params, forged ? keys.stranger : keys.alipay);
  const body = new URLSearchParams({ ...params, sign_type: 'RSA2', sign }).toString();
  return { headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' }, body };
}

function stripeNotification(refund: Refund, keys: Keys, forged: boolean): Omit<Notification, 'url'> {
  const created = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    id: `evt_${randomBytes(12).toString('hex')}`,
    object: 'event',
    created,
    livemode: false,
    type: refund.status === 'closed' ? 'refund.failed' : 'refund.updated',
    data: { object: stripeRefund(refund) },
  });
  const secret = forged ? 'whsec_of_somebody_else' : keys.stripeWebhookSecret;
  const v1 = createHmac('sha256', secret).update(`${created}.${body}`).digest('hex');
  return {
    headers: { 'Content-Type': 'application/json', 'Stripe-Signature': `t=${created},v1=${v1}` },
    body,
  };
}
