// WeChat Pay API v3, as far as refunds go. Written from its documents, apart from the API's own adapter on purpose.
import { createPublicKey, createSign, createVerify, type KeyObject, randomBytes } from 'node:crypto';
import type { Acted, Bank, Refusal, RefundRequest } from './bank';
import { beforeActing, type Call, json, type Reply } from './exchange';
import { CERT_SERIAL, type Keys, MCHID, PLATFORM_KEY_ID } from './keys';
import type { Refund, RefundStatus } from './ledger';
import type { CallMode } from './scripts';

export interface Handled {
  reply: Reply | 'drop';
  mode: CallMode;
}

const REFUNDS = '/v3/refund/domestic/refunds';
const STALE_SECONDS = 400;

interface RefundBody {
  transaction_id?: string;
  out_trade_no?: string;
  out_refund_no?: string;
  notify_url?: string;
  amount?: { refund?: number; total?: number; currency?: string };
}

const STATUS: Record<RefundStatus, string> = {
  success: 'SUCCESS',
  processing: 'PROCESSING',
  closed: 'CLOSED',
  abnormal: 'ABNORMAL',
};
const REFUSALS: Record<Refusal, [number, string, string]> = {
  unknownPayment: [404, 'RESOURCE_NOT_EXISTS', '订单号不存在'],
  otherAmount: [400, 'PARAM_ERROR', '订单金额或退款金额与之前请求不一致，请核实后再试'],
  otherTotal: [400, 'PARAM_ERROR', '订单总金额与支付时不一致'],
  noAmount: [400, 'PARAM_ERROR', '参数错误'],
  tooMuch: [400, 'INVALID_REQUEST', '退款金额超过可退金额'],
};

export class WechatServer {
  constructor(
    private readonly bank: Bank,
    private readonly keys: Keys,
  ) {}

  takes(call: Call): boolean {
    return call.url.pathname.startsWith('/v3/');
  }

  handle(call: Call): Handled {
    if (!this.isSigned(call)) return this.signed(json(401, fault('SIGN_ERROR', '签名错误')), 'ok');
    const { pathname } = call.url;
    if (call.method === 'POST' && pathname === REFUNDS)
      return this.refund(JSON.parse(call.body) as RefundBody);
    if (call.method === 'GET' && pathname.startsWith(`${REFUNDS}/`))
      return this.query(decodeURIComponent(pathname.slice(REFUNDS.length + 1)));
    return this.signed(json(404, fault('NOT_FOUND', 'no such API')), 'ok');
  }

  private refund(body: RefundBody): Handled {
    const request = requestOf(body);
    if (!request) return this.signed(json(400, fault('PARAM_ERROR', '参数错误')), 'ok');
    const mode = this.bank.begin('refund', 'wechat', request.number, request.payment);
    const early = beforeActing(mode, FAULTS);
    if (early) return early === 'drop' ? { reply: 'drop', mode } : this.signed(early, mode);
    const acted = this.bank.act('wechat', request);
    return this.signed(mode === 'actThen5xx' ? FAULTS['5xx']() : answerOf(acted, mode), mode);
  }

  private query(number: string): Handled {
    const mode = this.bank.begin('query', 'wechat', number, '');
    const early = beforeActing(mode, FAULTS);
    if (early) return early === 'drop' ? { reply: 'drop', mode } : this.signed(early, mode);
    const refund = this.bank.find('wechat', number);
    if (!refund) return this.signed(json(404, fault('RESOURCE_NOT_EXISTS', '退款单不存在')), mode);
    return this.signed(json(200, shapeOf(refund, mode)), mode);
  }

  private signed(reply: Reply, mode: CallMode): Handled {
    const stale = mode === 'stale' ? STALE_SECONDS : 0;
    const key = mode === 'badSignature' ? this.keys.stranger : this.keys.platform;
    const headers = platformHeaders(reply.body, key, stale);
    if (mode === 'signTest')
      headers['Wechatpay-Signature'] = `WECHATPAY/SIGNTEST/${headers['Wechatpay-Signature'] ?? ''}`;
    if (mode === 'wrongSerial') headers['Wechatpay-Serial'] = 'PUB_KEY_ID_OF_SOMEBODY_ELSE';
    return { reply: { ...reply, headers: { ...reply.headers, ...headers } }, mode };
  }

  private isSigned({ method, target, body, headers }: Call): boolean {
    const told = headers.authorization ?? '';
    if (!told.startsWith('WECHATPAY2-SHA256-RSA2048 ')) return false;
    const part = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(told)?.[1] ?? '';
    if (part('mchid') !== MCHID || part('serial_no') !== CERT_SERIAL) return false;
    const text = `${method}\n${target}\n${part('timestamp')}\n${part('nonce_str')}\n${body}\n`;
    const key = createPublicKey(this.keys.merchant);
    return createVerify('RSA-SHA256').update(text).verify(key, part('signature'), 'base64');
  }
}

/** The headers by which the platform's answers and notifications are known. */
export function platformHeaders(body: string, key: KeyObject, staleSeconds = 0): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000) - staleSeconds);
  const nonce = randomBytes(16).toString('hex');
  const text = `${timestamp}\n${nonce}\n${body}\n`;
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': PLATFORM_KEY_ID,
    'Wechatpay-Signature': createSign('RSA-SHA256').update(text).sign(key, 'base64'),
  };
}

const fault = (code: string, message: string): object => ({ code, message });

const FAULTS = {
  '5xx': () => json(500, fault('SYSTEM_ERROR', '系统错误')),
  rateLimit: () => json(429, fault('FREQUENCY_LIMITED', '频率限制')),
  insufficientFunds: () => json(403, fault('NOT_ENOUGH', '余额不足')),
};

/** Null when a parameter is not as it must be. */
function requestOf(body: RefundBody): RefundRequest | null {
  const number = body.out_refund_no ?? '';
  const payment = body.transaction_id ?? body.out_trade_no ?? '';
  const money = moneyOf(body);
  if (!/^[0-9A-Za-z_\-|*@]{1,64}$/.test(number) || payment === '' || !money) return null;
  return { number, payment, ...money, notifyUrl: body.notify_url ?? null, extra: {} };
}

function moneyOf({
  amount,
}: RefundBody): Pick<RefundRequest, 'amountMinor' | 'totalMinor' | 'currency'> | null {
  const { refund: amountMinor = 0, total: totalMinor = 0, currency } = amount ?? {};
  const isSane = Number.isInteger(amountMinor) && Number.isInteger(totalMinor) && amountMinor > 0;
  return isSane && amountMinor <= totalMinor && currency === 'CNY'
    ? { amountMinor, totalMinor, currency }
    : null;
}

function answerOf(acted: Acted, mode: CallMode): Reply {
  if ('refund' in acted) return json(200, shapeOf(acted.refund, mode));
  const [status, code, message] = REFUSALS[acted.refusal];
  return json(status, fault(code, message));
}

export function wechatTime(seconds: number): string {
  return new Date((seconds + 8 * 3600) * 1000).toISOString().replace(/\.\d+Z$/, '+08:00');
}

function shapeOf(refund: Refund, mode: CallMode): object {
  const amount = refund.amountMinor + (mode === 'wrongAmount' ? 1 : 0);
  return {
    refund_id: refund.providerRefundId,
    out_refund_no: refund.number,
    transaction_id: refund.payment,
    out_trade_no: refund.payment,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    create_time: wechatTime(refund.createdAt),
    ...(refund.status === 'success' ? { success_time: wechatTime(refund.createdAt) } : {}),
    status: STATUS[refund.status],
    funds_account: 'AVAILABLE',
    amount: {
      total: refund.totalMinor,
      refund: amount,
      payer_total: refund.totalMinor,
      payer_refund: amount,
      settlement_total: refund.totalMinor,
      settlement_refund: amount,
      discount_refund: 0,
      currency: 'CNY',
    },
  };
}
