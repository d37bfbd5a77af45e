// https://pay.weixin.qq.com/doc/v3/merchant/4012791862 (refund), 4012791863 (query)
import {
  integerAt,
  type JsonObject,
  textAt,
  type WechatAnswer,
  WechatPayClient,
} from '@coffee/platform/payments';
import { clipped, confirmed, failed, NOT_CONFIGURED, outcomeOfFailure, retry, unknown } from './outcomes';
import type { PaymentProvider, RefundOrder, RefundOutcome } from './payment-provider';

const REFUNDS = '/v3/refund/domestic/refunds';
const MAX_REASON_BYTES = 80;
/** As WeChat Pay asks for: once a minute, and after five minutes ever slower. */
const QUERY_SECONDS = [60, 60, 60, 60, 60, 300, 600, 1200, 1800];

/** Nothing was refunded and nothing will be, unless the number is already in use. */
const REFUSALS = new Set(['PARAM_ERROR', 'INVALID_REQUEST', 'RESOURCE_NOT_EXISTS', 'USER_ACCOUNT_ABNORMAL']);
/** Nothing was refunded now; people or time change that. */
const LATER = new Map([
  ['NOT_ENOUGH', 600],
  ['FREQUENCY_LIMITED', 60],
  ['RATELIMIT_EXCEEDED', 60],
  ['NO_AUTH', 300],
  ['MCH_NOT_EXISTS', 300],
  ['SIGN_ERROR', 300],
]);

export class WechatRefunds implements PaymentProvider {
  readonly name = 'wechat';
  readonly minSecondsBetweenRefunds = 60;

  constructor(
    private readonly client: WechatPayClient | null,
    private readonly notifyUrl: string | null,
  ) {}

  isConfigured(): boolean {
    return this.client !== null;
  }

  async refund(order: RefundOrder, signal?: AbortSignal): Promise<RefundOutcome> {
    if (!this.client) return NOT_CONFIGURED;
    if (order.currency !== 'CNY') return failed('CURRENCY_NOT_SUPPORTED', 'WeChat Pay refunds in CNY alone');
    try {
      const answer = await this.client.post(REFUNDS, requestOf(order, this.notifyUrl), signal);
      const outcome = outcomeOf(answer, order);
      return outcome.state === 'failed' && answer.status !== 200
        ? await confirmed(outcome, () => this.query(order, signal))
        : outcome;
    } catch (error) {
      return outcomeOfFailure(error);
    }
  }

  async query(order: RefundOrder, signal?: AbortSignal): Promise<RefundOutcome> {
    if (!this.client) return NOT_CONFIGURED;
    try {
      const answer = await this.client.get(`${REFUNDS}/${order.refundId}`, signal);
      if (answer.status === 404 && textAt(answer.body, 'code') === 'RESOURCE_NOT_EXISTS')
        return { state: 'absent' };
      const outcome = outcomeOf(answer, order);
      // That the question was refused says nothing about the refund.
      if (outcome.state === 'failed' && answer.status !== 200) return unknown(outcome.code, outcome.message);
      return outcome;
    } catch (error) {
      return outcomeOfFailure(error);
    }
  }

  nextQueryAfterSeconds(attempt: number): number {
    return QUERY_SECONDS[Math.min(attempt, QUERY_SECONDS.length) - 1] ?? 60;
  }
}

function requestOf(order: RefundOrder, notifyUrl: string | null): JsonObject {
  const payment =
    order.paymentTxnId === null ? { out_trade_no: order.orderId } : { transaction_id: order.paymentTxnId };
  const reason = clipped(order.reason, MAX_REASON_BYTES);
  return {
    ...payment,
    out_refund_no: order.refundId,
    ...(reason === '' ? {} : { reason }),
    ...(notifyUrl === null ? {} : { notify_url: notifyUrl }),
    amount: { refund: order.amountMinor, total: order.totalMinor, currency: 'CNY' },
  };
}

function outcomeOf({ status, body }: WechatAnswer, order: RefundOrder): RefundOutcome {
  if (status === 200) return outcomeOfRefund(body, order);
  if (status === 429) return retry('FREQUENCY_LIMITED', 'WeChat Pay limits the rate', 60);
  // Not signed, and about our keys: no refund is judged by it.
  if (status === 401) return retry('SIGN_ERROR', 'WeChat Pay refuses our signature', 300);
  if (status >= 500) return unknown(`HTTP_${status}`, 'WeChat Pay failed on its side');
  const code = textAt(body, 'code') ?? `HTTP_${status}`;
  const message = clipped(textAt(body, 'message') ?? code, 500);
  const later = LATER.get(code);
  if (later !== undefined) return retry(code, message, later);
  return REFUSALS.has(code) ? failed(code, message) : unknown(code, message);
}

function outcomeOfRefund(body: JsonObject, order: RefundOrder): RefundOutcome {
  const providerRefundId = textAt(body, 'refund_id');
  const isOurs =
    textAt(body, 'out_refund_no') === order.refundId &&
    integerAt(body, 'amount', 'refund') === order.amountMinor &&
    integerAt(body, 'amount', 'total') === order.totalMinor &&
    textAt(body, 'amount', 'currency') === 'CNY';
  if (!isOurs) return unknown('ANSWER_MISMATCH', 'WeChat Pay answered about another refund or amount');
  const status = textAt(body, 'status');
  switch (status) {
    case 'SUCCESS':
      return { state: 'succeeded', providerRefundId };
    case 'PROCESSING':
      return { state: 'processing', providerRefundId };
    case 'CLOSED':
      return { ...failed('CLOSED', 'WeChat Pay closed the refund without paying'), providerRefundId };
    case 'ABNORMAL':
      return { state: 'stuck', code: 'ABNORMAL', message: STUCK, providerRefundId };
    default:
      return unknown('ANSWER_GARBAGE', 'WeChat Pay answered with a status that we do not know');
  }
}

const STUCK = 'The account that paid takes no refund: choose another one in the console of WeChat Pay';
