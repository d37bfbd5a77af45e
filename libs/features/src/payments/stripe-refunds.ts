// https://docs.stripe.com/api/refunds. Stripe forgets an idempotency key after a day, so the refund is looked for before
// it is made; within the day the key alone keeps two of us from paying twice.
import { transportFailureIn } from '@coffee/platform/payments';
import type Stripe from 'stripe';
import { clipped, confirmed, failed, NOT_CONFIGURED, retry, unknown } from './outcomes';
import type { PaymentProvider, RefundOrder, RefundOutcome } from './payment-provider';

const QUERY_SECONDS = [30, 60, 300, 900, 3600];
const REFUNDS_OF_A_PAYMENT = 100;
/** Amounts of these are whole units at Stripe, ours are hundredths: refused rather than guessed. */
const OTHER_MINOR_UNITS = new Set(
  'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF BHD JOD KWD OMR TND'.split(' '),
);
const LATER = new Map([
  ['balance_insufficient', 600],
  ['insufficient_funds', 600],
  ['rate_limit', 60],
  ['lock_timeout', 30],
]);

/** Its client takes no signal, so it is looked at before each call; a call that runs ends by its own timeout. */
const STOPPED = unknown('STOPPED', 'We stopped before Stripe was asked');

const WAITS_FOR_CUSTOMER = 'Stripe waits for the customer to say where the money shall go';

/** Of our keys, rights and rates: no refund is judged by them. */
const LATER_BY_STATUS = new Map([
  [401, 300],
  [403, 300],
  [429, 60],
]);
const REFUSING_TYPES = new Set(['StripeInvalidRequestError', 'StripeCardError']);

interface StripeFault {
  type?: string;
  code?: string;
  message?: string;
  statusCode?: number;
}

export class StripeRefunds implements PaymentProvider {
  readonly name = 'stripe';
  readonly minSecondsBetweenRefunds = 0;

  constructor(private readonly stripe: Stripe | null) {}

  isConfigured(): boolean {
    return this.stripe !== null;
  }

  async refund(order: RefundOrder, signal?: AbortSignal): Promise<RefundOutcome> {
    const { stripe } = this;
    if (!stripe) return NOT_CONFIGURED;
    if (order.paymentTxnId === null)
      return failed('PAYMENT_UNKNOWN', 'The machine did not tell which payment of Stripe this is');
    if (OTHER_MINOR_UNITS.has(order.currency))
      return failed(
        'CURRENCY_NOT_SUPPORTED',
        `Refunds in ${order.currency} are made in the dashboard of Stripe`,
      );
    const known = await this.query(order, signal);
    if (known.state !== 'absent') return known;
    if (signal?.aborted) return STOPPED;
    try {
      const params = {
        ...paymentOf(order.paymentTxnId),
        amount: order.amountMinor,
        metadata: metadataOf(order),
      };
      const refund = await stripe.refunds.create(params, { idempotencyKey: order.refundId });
      return outcomeOf(refund, order);
    } catch (error) {
      const outcome = outcomeOfFault(error);
      return outcome.state === 'failed' ? confirmed(outcome, () => this.query(order, signal)) : outcome;
    }
  }

  async query(order: RefundOrder, signal?: AbortSignal): Promise<RefundOutcome> {
    const { stripe } = this;
    if (!stripe) return NOT_CONFIGURED;
    if (order.paymentTxnId === null) return { state: 'absent' };
    if (signal?.aborted) return STOPPED;
    try {
      const refund = order.providerRefundId
        ? await stripe.refunds.retrieve(order.providerRefundId)
        : await find(stripe, order.paymentTxnId, order.refundId);
      return refund ? outcomeOf(refund, order) : { state: 'absent' };
    } catch (error) {
      const outcome = outcomeOfFault(error);
      return outcome.state === 'failed' ? unknown(outcome.code, outcome.message) : outcome;
    }
  }

  nextQueryAfterSeconds(attempt: number): number {
    return QUERY_SECONDS[Math.min(attempt, QUERY_SECONDS.length) - 1] ?? 30;
  }
}

function paymentOf(txnId: string): { charge: string } | { payment_intent: string } {
  return /^(ch|py)_/.test(txnId) ? { charge: txnId } : { payment_intent: txnId };
}

function metadataOf(order: RefundOrder): Record<string, string> {
  return { refund_id: order.refundId, order_id: order.orderId, reason: clipped(order.reason, 500) };
}

async function find(stripe: Stripe, txnId: string, refundId: string): Promise<Stripe.Refund | null> {
  const list = stripe.refunds.list({ ...paymentOf(txnId), limit: REFUNDS_OF_A_PAYMENT });
  for await (const refund of list) if (refund.metadata?.['refund_id'] === refundId) return refund;
  return null;
}

function outcomeOf(refund: Stripe.Refund, order: RefundOrder): RefundOutcome {
  const isOurs =
    refund.object === 'refund' &&
    refund.amount === order.amountMinor &&
    refund.currency === order.currency.toLowerCase() &&
    refund.metadata?.['refund_id'] === order.refundId;
  if (!isOurs) return unknown('ANSWER_MISMATCH', 'Stripe answered about another refund or amount');
  const providerRefundId = refund.id;
  switch (refund.status) {
    case 'succeeded':
      return { state: 'succeeded', providerRefundId };
    case 'pending':
      return { state: 'processing', providerRefundId };
    case 'requires_action':
      return { state: 'stuck', code: 'REQUIRES_ACTION', message: WAITS_FOR_CUSTOMER, providerRefundId };
    case 'failed':
    case 'canceled': {
      const code = (refund.failure_reason ?? refund.status).toUpperCase();
      return { ...failed(code, `Stripe says that the refund is ${refund.status}`), providerRefundId };
    }
    default:
      return unknown('ANSWER_GARBAGE', 'Stripe answered with a status that we do not know');
  }
}

function outcomeOfFault(error: unknown): RefundOutcome {
  // The client repeats by itself, so that an attempt before the last one may have come through.
  const lost = transportFailureIn(error);
  if (lost) return unknown(lost.fault, lost.message);
  const fault = error as StripeFault;
  const type = fault.type ?? '';
  if (!type.startsWith('Stripe')) throw error;
  const code = fault.code ?? type;
  const message = clipped(fault.message ?? type, 500);
  const afterSeconds = LATER.get(code) ?? LATER_BY_STATUS.get(fault.statusCode ?? 0);
  if (afterSeconds !== undefined) return retry(code, message, afterSeconds);
  return REFUSING_TYPES.has(type) ? failed(code, message) : unknown(code, message);
}
