// Alipay's gateway, as far as refunds go. Written from its documents, apart from the API's own adapter on purpose.
import { createPublicKey, createSign, createVerify, type KeyObject } from 'node:crypto';
import type { Bank, Refusal } from './bank';
import { beforeActing, type Call, json, type Reply } from './exchange';
import { APP_ID, type Keys } from './keys';
import type { Refund } from './ledger';
import type { CallMode } from './scripts';
import type { Handled } from './wechat';

type Answer = Record<string, string>;

const REFUSALS: Record<Refusal, [string, string]> = {
  unknownPayment: ['ACQ.TRADE_NOT_EXIST', '交易不存在'],
  otherAmount: ['ACQ.DISCORDANT_REPEAT_REQUEST', '请求信息不一致'],
  otherTotal: ['ACQ.INVALID_PARAMETER', '参数无效'],
  noAmount: ['ACQ.INVALID_PARAMETER', '参数无效'],
  tooMuch: ['ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额超限'],
};

export class AlipayServer {
  constructor(
    private readonly bank: Bank,
    private readonly keys: Keys,
  ) {}

  takes(call: Call): boolean {
    return call.url.pathname === '/gateway.do';
  }

  handle(call: Call): Handled {
    const params = {
      ...Object.fromEntries(call.url.searchParams),
      ...Object.fromEntries(new URLSearchParams(call.body)),
    };
    const method = params['method'] ?? '';
    const name = `${method.replaceAll('.', '_')}_response`;
    if (!this.isSigned(params)) return { reply: this.signed(name, INVALID_SIGNATURE, 'ok'), mode: 'ok' };
    const content = JSON.parse(params['biz_content'] ?? '{}') as Answer;
    if (method === 'alipay.trade.refund') return this.refund(name, content);
    if (method === 'alipay.trade.fastpay.refund.query') return this.query(name, content);
    return {
      reply: this.signed(name, no('isv.invalid-method', '不存在的方法名', '40002'), 'ok'),
      mode: 'ok',
    };
  }

  private refund(name: string, content: Answer): Handled {
    const payment = paymentIn(content);
    const amountMinor = fen(content['refund_amount'] ?? '');
    const number = content['out_request_no'] ?? payment;
    const mode = this.bank.begin('refund', 'alipay', number, payment);
    const early = beforeActing(mode, this.faults(name));
    if (early) return { reply: early, mode };
    const request = { number, payment, amountMinor, totalMinor: null, currency: 'CNY' };
    const acted = this.bank.act('alipay', { ...request, notifyUrl: null, extra: {} });
    if (mode === 'actThen5xx') return { reply: this.faults(name)['5xx'](), mode };
    if ('refusal' in acted) return { reply: this.signed(name, no(...REFUSALS[acted.refusal]), mode), mode };
    const moved = !acted.isRepeat && acted.refund.status === 'success';
    return { reply: this.signed(name, this.refunded(acted.refund, moved, mode), mode), mode };
  }

  private query(name: string, content: Answer): Handled {
    const number = content['out_request_no'] ?? '';
    const payment = paymentIn(content);
    const mode = this.bank.begin('query', 'alipay', number, payment);
    const early = beforeActing(mode, this.faults(name));
    if (early) return { reply: early, mode };
    const refund = this.bank.find('alipay', number);
    // What is not refunded yet is not told of: the answer is the same as for a number that nobody knows.
    const told = refund?.status === 'success' ? queried(refund, mode) : {};
    return { reply: this.signed(name, { ...YES, ...told }, mode), mode };
  }

  private refunded(refund: Refund, moved: boolean, mode: CallMode): Answer {
    const sum = this.bank
      .refundsOf('alipay', refund.payment)
      .filter(({ status }) => status !== 'closed')
      .reduce((total, { amountMinor }) => total + amountMinor, 0);
    return {
      ...YES,
      trade_no: refund.payment,
      out_trade_no: refund.payment,
      buyer_logon_id: 'tes***@example.com',
      fund_change: moved ? 'Y' : 'N',
      refund_fee: yuan(mode === 'wrongAmount' ? (refund.totalMinor ?? 0) + 1 : sum),
    };
  }

  private signed(name: string, answer: Answer, mode: CallMode): Reply {
    const text = JSON.stringify(answer);
    const key = mode === 'badSignature' || mode === 'signTest' ? this.keys.stranger : this.keys.alipay;
    const sign = createSign('RSA-SHA256').update(text).sign(key, 'base64');
    const headers = { 'Content-Type': 'application/json;charset=utf-8' };
    return { status: 200, headers, body: `{"${name}":${text},"sign":"${sign}"}` };
  }

  private faults(name: string): Record<'5xx' | 'rateLimit' | 'insufficientFunds', () => Reply> {
    const poor = no('ACQ.SELLER_BALANCE_NOT_ENOUGH', '商户余额不足');
    return {
      '5xx': () => json(500, { error: 'internal' }),
      rateLimit: () => this.signed(name, no('isv.app-call-limited', '应用调用次数超限', '40005'), 'ok'),
      insufficientFunds: () => this.signed(name, poor, 'ok'),
    };
  }

  private isSigned({ sign = '', ...params }: Answer): boolean {
    if (params['app_id'] !== APP_ID || params['sign_type'] !== 'RSA2') return false;
    const key = createPublicKey(this.keys.app);
    return createVerify('RSA-SHA256').update(sorted(params)).verify(key, sign, 'base64');
  }
}

const YES = { code: '10000', msg: 'Success' };
const no = (sub_code: string, sub_msg: string, code = '40004'): Answer => ({
  code,
  msg: 'Business Failed',
  sub_code,
  sub_msg,
});
const INVALID_SIGNATURE = no('isv.invalid-signature', '无效签名', '40002');

/** What is signed: every value that is not empty, in the order of the names. */
export function sorted(params: Answer): string {
  const names = Object.keys(params).filter((name) => params[name] !== '');
  return names
    .sort()
    .map((name) => `${name}=${params[name] ?? ''}`)
    .join('&');
}

export function signForm(params: Answer, key: KeyObject): string {
  return createSign('RSA-SHA256').update(sorted(params)).sign(key, 'base64');
}

export function yuan(minor: number): string {
  return (minor / 100).toFixed(2);
}

/** 0, which nobody may refund, for anything that is no amount. */
function fen(text: string): number {
  return /^\d+(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : 0;
}

function paymentIn(content: Answer): string {
  return content['trade_no'] ?? content['out_trade_no'] ?? '';
}

function queried(refund: Refund, mode: CallMode): Answer {
  return {
    trade_no: refund.payment,
    out_trade_no: refund.payment,
    out_request_no: refund.number,
    refund_status: 'REFUND_SUCCESS',
    refund_amount: yuan(refund.amountMinor + (mode === 'wrongAmount' ? 1 : 0)),
    ...(refund.totalMinor === null ? {} : { total_amount: yuan(refund.totalMinor) }),
  };
}
