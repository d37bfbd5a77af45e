// What all providers have in common: a number is refunded once, and never more than was paid.
import { randomInt } from 'node:crypto';
import type { CallKind, Ledger, Payment, Provider, Refund, RefundStatus } from './ledger';
import { type CallMode, modeOf, type Script, scriptIn, usualScript } from './scripts';

export interface RefundRequest {
  number: string;
  payment: string;
  amountMinor: number;
  /** What the caller says was paid; null where the protocol does not carry it. */
  totalMinor: number | null;
  currency: string;
  notifyUrl: string | null;
  extra: Record<string, string>;
}

export type Refusal = 'noAmount' | 'unknownPayment' | 'otherAmount' | 'otherTotal' | 'tooMuch';
export type Acted = { refund: Refund; isRepeat: boolean } | { refusal: Refusal };

export type SettledListener = (refund: Refund, script: Script) => void;

export class Bank {
  private onSettled: SettledListener = () => undefined;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly ledger: Ledger,
    public strict: boolean,
  ) {}

  /** Called for every refund that came to an end, once. */
  whenSettled(listener: SettledListener): void {
    this.onSettled = listener;
    for (const refund of this.ledger.all()) this.settleLater(refund);
  }

  /** Counts the call, and answers what shall happen in it. */
  begin(kind: CallKind, provider: Provider, number: string, payment: string): CallMode {
    this.ledger.record({ fact: 'call', kind, provider, number });
    const script = this.scriptFor(number, payment);
    return modeOf(
      kind === 'refund' ? script.refund : script.query,
      this.ledger.calls(kind, provider, number),
    );
  }

  act(provider: Provider, request: RefundRequest): Acted {
    if (!Number.isSafeInteger(request.amountMinor) || request.amountMinor < 1) return { refusal: 'noAmount' };
    const known = this.ledger.refund(provider, request.number);
    if (known) return repeated(known, request);
    const payment = this.paymentOf(provider, request);
    if (!payment) return { refusal: 'unknownPayment' };
    if (request.totalMinor !== null && request.totalMinor !== payment.totalMinor)
      return { refusal: 'otherTotal' };
    const open = this.ledger.refundsOf(provider, request.payment).filter(({ status }) => status !== 'closed');
    const sum = open.reduce((total, { amountMinor }) => total + amountMinor, 0);
    if (sum + request.amountMinor > (payment.totalMinor ?? Infinity)) return { refusal: 'tooMuch' };
    return { refund: this.pay(provider, request, payment.totalMinor), isRepeat: false };
  }

  /** The refund as it stands after one more question. */
  find(provider: Provider, number: string): Refund | null {
    const refund = this.ledger.refund(provider, number);
    if (refund?.status !== 'processing') return refund;
    const { afterQueries, settles } = this.scriptFor(number, refund.payment);
    const isDue = settles !== 'never' && this.ledger.calls('query', provider, number) >= afterQueries;
    return isDue ? this.settle(refund, settles) : refund;
  }

  refundsOf(provider: Provider, payment: string): Refund[] {
    return this.ledger.refundsOf(provider, payment).map(({ number }) => this.find(provider, number)!);
  }

  settle(refund: Refund, status: RefundStatus): Refund {
    const { provider, number, payment } = refund;
    if (this.ledger.refund(provider, number)?.status === status) return refund;
    this.ledger.record({ fact: 'settle', provider, number, status });
    const settled = this.ledger.refund(provider, number)!;
    this.onSettled(settled, this.scriptFor(number, payment));
    return settled;
  }

  /** A payment's script is a refund's too, unless the refund has its own. */
  scriptFor(number: string, payment: string): Script {
    const own = this.ledger.script(number) ?? this.ledger.script(payment);
    return own ?? scriptIn(number) ?? scriptIn(payment) ?? usualScript;
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private paymentOf(provider: Provider, request: RefundRequest): Payment | null {
    const known = this.ledger.payment(provider, request.payment);
    if (known || this.strict) return known;
    const { payment: number, totalMinor, currency } = request;
    const payment = { provider, number, totalMinor, currency };
    this.ledger.record({ fact: 'payment', payment });
    return payment;
  }

  private pay(provider: Provider, request: RefundRequest, totalMinor: number | null): Refund {
    const { settles, afterQueries, settleAfterMs } = this.scriptFor(request.number, request.payment);
    const isOpen = settles === 'never' || afterQueries > 0 || settleAfterMs !== null;
    const refund: Refund = {
      provider,
      ...request,
      totalMinor,
      providerRefundId: `${Date.now()}${randomInt(1e6, 1e7)}`,
      status: isOpen ? 'processing' : settles,
      createdAt: Math.floor(Date.now() / 1000),
    };
    this.ledger.record({ fact: 'act', refund });
    if (isOpen) this.settleLater(refund);
    else this.onSettled(refund, this.scriptFor(request.number, request.payment));
    return refund;
  }

  private settleLater(refund: Refund): void {
    const { settles, settleAfterMs } = this.scriptFor(refund.number, refund.payment);
    if (refund.status !== 'processing' || settleAfterMs === null || settles === 'never') return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.settle(refund, settles);
    }, settleAfterMs);
    this.timers.add(timer);
  }
}

function repeated(known: Refund, { payment, amountMinor }: RefundRequest): Acted {
  const isSame = known.payment === payment && known.amountMinor === amountMinor;
  return isSame ? { refund: known, isRepeat: true } : { refusal: 'otherAmount' };
}
