// https://opendocs.alipay.com/open/4b7cc5db (alipay.trade.refund), https://opendocs.alipay.com/open/8c776df6 (query)
import {
  type AlipayAnswer,
  AlipayClient,
  fenOf,
  type JsonObject,
  textAt,
  yuanOf,
} from '@coffee/platform/payments';
import { clipped, confirmed, failed, NOT_CONFIGURED, outcomeOfFailure, retry, unknown } from './outcomes';
import type { PaymentProvider, RefundOrder, RefundOutcome } from './payment-provider';

const MAX_REASON_BYTES = 256;
const WORKED = '10000';
/** Alipay asks not to be asked sooner than ten seconds after the refund. */
const QUERY_SECONDS = [10, 10, 30, 60, 300, 600, 1800];

/** Nothing was refunded and nothing will be, unless the number is already in use. */
const REFUSALS = new Set([
  'ACQ.TRADE_NOT_EXIST',
  'ACQ.TRADE_STATUS_ERROR',
  'ACQ.TRADE_HAS_FINISHED',
  'ACQ.TRADE_HAS_CLOSE',
  'ACQ.TRADE_NOT_ALLOW_REFUND',
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL',
  'ACQ.REASON_TRADE_REFUND_FEE_ERR',
  'ACQ.REFUND_FEE_ERROR',
  'ACQ.DISCORDANT_REPEAT_REQUEST',
  'ACQ.INVALID_PARAMETER',
  'ACQ.USER_NOT_MATCH_ERR',
]);
const LATER = new Map([
  ['ACQ.SELLER_BALANCE_NOT_ENOUGH', 600],
  ['ACQ.REFUND_ACCOUNT_NOT_EXIST', 600],
  ['ACQ.REASON_TRADE_BEEN_FREEZEN', 600],
]);
/** Of the gateway itself: keys, rights and rates, not the refund. */
const GATEWAY_LATER = new Map([
  ['20001', 300],
  ['40003', 300],
  ['40005', 60],
  ['40006', 300],
]);

export class AlipayRefunds implements PaymentProvider {
  readonly name = 'alipay';
  readonly minSecondsBetweenRefunds = 3;

  constructor(private readonly client: AlipayClient | null) {}

  isConfigured(): boolean {
    return this.client !== null;
  }

  async refund(order: RefundOrder, signal?: AbortSignal): Promise<RefundOutcome> {
    if (!this.client) return NOT_CONFIGURED;
    if (order.currency !== 'CNY') return failed('CURRENCY_NOT_SUPPORTED', 'Alipay refunds in CNY alone');
    const reason = clipped(order.reason, MAX_REASON_BYTES);
    const content = {
      ...paymentOf(order),
      refund_amount: yuanOf(order.amountMinor),
      out_request_no: order.refundId,
      ...(reason === '' ? {} : { refund_reason: reason }),
    };
    try {
      const answer = await this.client.call('alipay.trade.refund', content, signal);
      if (answer.code !== WORKED) {
        const outcome = outcomeOfRefusal(answer);
        return outcome.state === 'failed'
          ? await confirmed(outcome, () => this.query(order, signal))
          : outcome;
      }
      return await this.afterRefund(answer, order, signal);
    } catch (error) {
      return outcomeOfFailure(error);
    }
  }

  async query(order: RefundOrder, signal?: AbortSignal): Promise<RefundOutcome> {
    if (!this.client) return NOT_CONFIGURED;
    const content = { ...paymentOf(order), out_request_no: order.refundId };
    try {
      const answer = await this.client.call('alipay.trade.fastpay.refund.query', content, signal);
      if (answer.code !== WORKED) return outcomeOfFailedQuery(answer);
      return outcomeOfQuery(answer, order);
    } catch (error) {
      return outcomeOfFailure(error);
    }
  }

  nextQueryAfterSeconds(attempt: number): number {
    return QUERY_SECONDS[Math.min(attempt, QUERY_SECONDS.length) - 1] ?? 10;
  }

  /** `refund_fee` is the sum of all refunds of the trade, so it only bounds this one. */
  private async afterRefund(
    answer: AlipayAnswer,
    order: RefundOrder,
    signal?: AbortSignal,
  ): Promise<RefundOutcome> {
    const sum = fenOf(answer['refund_fee']);
    if (sum === null || sum < order.amountMinor || sum > order.totalMinor)
      return unknown('ANSWER_MISMATCH', 'Alipay answered about another amount');
    if (textAt(answer, 'fund_change') === 'Y') return { state: 'succeeded', providerRefundId: null };
    // A repetition, or one that moved no money yet: what became of it only the query says.
    const found = await this.query(order, signal);
    return found.state === 'absent' ? { state: 'processing', providerRefundId: null } : found;
  }
}

function paymentOf(order: RefundOrder): JsonObject {
  return order.paymentTxnId === null ? { out_trade_no: order.orderId } : { trade_no: order.paymentTxnId };
}

function told(answer: AlipayAnswer): { code: string; message: string } {
  const code = textAt(answer, 'sub_code') ?? answer.code;
  return { code, message: clipped(textAt(answer, 'sub_msg') ?? textAt(answer, 'msg') ?? code, 500) };
}

function outcomeOfRefusal(answer: AlipayAnswer): RefundOutcome {
  const { code, message } = told(answer);
  const later = LATER.get(code) ?? GATEWAY_LATER.get(answer.code);
  if (later !== undefined) return retry(code, message, later);
  return REFUSALS.has(code) ? failed(code, message) : unknown(code, message);
}

function outcomeOfFailedQuery(answer: AlipayAnswer): RefundOutcome {
  const { code, message } = told(answer);
  if (code === 'ACQ.TRADE_NOT_EXIST') return { state: 'absent' };
  const later = GATEWAY_LATER.get(answer.code);
  return later === undefined ? unknown(code, message) : retry(code, message, later);
}

/**
 * `code` 10000 says that the question was answered: without a refund in the answer there is none. The trade's total is told
 * at Alipay's pleasure, the refund's own number and amount always.
 */
function outcomeOfQuery(answer: AlipayAnswer, order: RefundOrder): RefundOutcome {
  if (textAt(answer, 'out_request_no') === null && textAt(answer, 'refund_status') === null)
    return { state: 'absent' };
  const isOurs =
    textAt(answer, 'out_request_no') === order.refundId &&
    fenOf(answer['refund_amount']) === order.amountMinor &&
    (answer['total_amount'] === undefined || fenOf(answer['total_amount']) === order.totalMinor);
  if (!isOurs) return unknown('ANSWER_MISMATCH', 'Alipay answered about another refund or amount');
  return textAt(answer, 'refund_status') === 'REFUND_SUCCESS'
    ? { state: 'succeeded', providerRefundId: null }
    : { state: 'processing', providerRefundId: null };
}
