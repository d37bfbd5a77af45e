// Stripe's API, as far as refunds go.
import type { Bank, Refusal } from './bank';
import { beforeActing, type Call, json, type Reply } from './exchange';
import type { Keys } from './keys';
import type { Ledger, Refund, RefundStatus } from './ledger';
import type { CallMode } from './scripts';
import type { Handled } from './wechat';

const STATUS: Record<RefundStatus, string> = {
  success: 'succeeded',
  processing: 'pending',
  closed: 'failed',
  abnormal: 'requires_action',
};
const REFUSALS: Record<Refusal, () => Reply> = {
  unknownPayment: () => fault(404, 'invalid_request_error', 'No such payment', 'resource_missing'),
  otherAmount: () => fault(400, 'idempotency_error', 'Keys can only be used with the same parameters'),
  otherTotal: () => fault(400, 'invalid_request_error', 'Unexpected total'),
  noAmount: () => fault(400, 'invalid_request_error', 'Invalid amount', 'parameter_invalid_integer'),
  tooMuch: () => fault(400, 'invalid_request_error', 'Refund amount is greater than unrefunded amount'),
};
const FAULTS = {
  '5xx': () => fault(500, 'api_error', 'Something went wrong'),
  rateLimit: () => fault(429, 'invalid_request_error', 'Too many requests', 'rate_limit'),
  insufficientFunds: () => fault(400, 'invalid_request_error', 'Insufficient funds', 'balance_insufficient'),
};

export class StripeServer {
  constructor(
    private readonly bank: Bank,
    private readonly ledger: Ledger,
    private readonly keys: Keys,
  ) {}

  takes(call: Call): boolean {
    return call.url.pathname.startsWith('/v1/');
  }

  handle(call: Call): Handled {
    if (call.headers.authorization !== `Bearer ${this.keys.stripeSecretKey}`)
      return { reply: fault(401, 'invalid_request_error', 'Invalid API Key'), mode: 'ok' };
    const { pathname } = call.url;
    if (call.method === 'POST' && pathname === '/v1/refunds') return this.refund(call);
    if (call.method === 'GET' && pathname === '/v1/refunds') return this.list(call.url.searchParams);
    if (call.method === 'GET' && pathname.startsWith('/v1/refunds/'))
      return this.retrieve(pathname.slice('/v1/refunds/'.length));
    return { reply: fault(404, 'invalid_request_error', 'Unrecognized request URL'), mode: 'ok' };
  }

  private refund(call: Call): Handled {
    const form = Object.fromEntries(new URLSearchParams(call.body));
    const payment = form['payment_intent'] ?? form['charge'] ?? '';
    const metadata = metadataOf(form);
    const key = call.headers['idempotency-key'];
    const number = typeof key === 'string' ? key : (metadata['refund_id'] ?? '');
    const mode = this.bank.begin('refund', 'stripe', number, payment);
    const early = beforeActing(mode, FAULTS);
    if (early) return { reply: early, mode };
    const currency = this.ledger.payment('stripe', payment)?.currency ?? 'CNY';
    const request = { number, payment, amountMinor: Number(form['amount']), totalMinor: null, currency };
    const acted = this.bank.act('stripe', { ...request, notifyUrl: null, extra: metadata });
    if (mode === 'actThen5xx') return { reply: FAULTS['5xx'](), mode };
    if ('refusal' in acted) return { reply: REFUSALS[acted.refusal](), mode };
    return { reply: json(200, stripeRefund(acted.refund, mode)), mode };
  }

  private list(params: URLSearchParams): Handled {
    const payment = params.get('payment_intent') ?? params.get('charge') ?? '';
    const refunds = this.ledger.refundsOf('stripe', payment);
    const modes = refunds.map(({ number }) => this.bank.begin('query', 'stripe', number, payment));
    // Asked for a payment without a refund, the script of the payment itself speaks.
    const mode = modes.at(-1) ?? this.bank.begin('query', 'stripe', payment, payment);
    const early = beforeActing(mode, FAULTS);
    if (early) return { reply: early, mode };
    const data = this.bank.refundsOf('stripe', payment).map((refund) => stripeRefund(refund, mode));
    return { reply: json(200, { object: 'list', url: '/v1/refunds', has_more: false, data }), mode };
  }

  private retrieve(id: string): Handled {
    const known = this.ledger.all().find((each) => each.provider === 'stripe' && idOf(each) === id);
    if (!known)
      return { reply: fault(404, 'invalid_request_error', 'No such refund', 'resource_missing'), mode: 'ok' };
    const mode = this.bank.begin('query', 'stripe', known.number, known.payment);
    const early = beforeActing(mode, FAULTS);
    if (early) return { reply: early, mode };
    const refund = this.bank.find('stripe', known.number) ?? known;
    return { reply: json(200, stripeRefund(refund, mode)), mode };
  }
}

const idOf = (refund: Refund): string => `re_${refund.providerRefundId}`;

function fault(status: number, type: string, message: string, code?: string): Reply {
  return json(
    status,
    { error: { type, message, ...(code ? { code } : {}) } },
    { 'Request-Id': 'req_sandbox' },
  );
}

function metadataOf(form: Record<string, string>): Record<string, string> {
  const entries = Object.entries(form).flatMap(([name, value]) => {
    const found = /^metadata\[(\w+)\]$/.exec(name)?.[1];
    return found === undefined ? [] : [[found, value] as const];
  });
  return Object.fromEntries(entries);
}

export function stripeRefund(refund: Refund, mode: CallMode = 'ok'): object {
  return {
    id: idOf(refund),
    object: 'refund',
    amount: refund.amountMinor + (mode === 'wrongAmount' ? 1 : 0),
    currency: refund.currency.toLowerCase(),
    created: refund.createdAt,
    metadata: refund.extra,
    payment_intent: refund.payment,
    reason: null,
    status: STATUS[refund.status],
    ...(refund.status === 'closed' ? { failure_reason: 'lost_or_stolen_card' } : {}),
  };
}
