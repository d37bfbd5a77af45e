// What was registered, asked and paid, one JSON line per fact. A line is on disk before anybody is told of it, so that
// the ledger survives kill -9 at any moment.
import fs from 'node:fs';
import path from 'node:path';
import type { Script } from './scripts';

export type Provider = 'wechat' | 'alipay' | 'stripe';
export type RefundStatus = 'processing' | 'success' | 'closed' | 'abnormal';
export type CallKind = 'refund' | 'query';

export interface Payment {
  provider: Provider;
  number: string;
  /** Null: nobody registered it, and its protocol does not tell. */
  totalMinor: number | null;
  currency: string;
}

export interface Refund {
  provider: Provider;
  /** The caller's idempotency number. */
  number: string;
  payment: string;
  amountMinor: number;
  totalMinor: number | null;
  currency: string;
  providerRefundId: string;
  status: RefundStatus;
  /** Seconds since 1970. */
  createdAt: number;
  notifyUrl: string | null;
  /** What the caller attached. */
  extra: Record<string, string>;
}

export type Fact =
  | { fact: 'payment'; payment: Payment }
  | { fact: 'script'; number: string; script: Script }
  | { fact: 'call'; kind: CallKind; provider: Provider; number: string }
  | { fact: 'act'; refund: Refund }
  | { fact: 'settle'; provider: Provider; number: string; status: RefundStatus }
  | { fact: 'notified'; provider: Provider; number: string; status: number };

const keyOf = (provider: Provider, number: string): string => `${provider} ${number}`;

export class Ledger {
  private readonly file: number;
  private readonly payments = new Map<string, Payment>();
  private readonly refunds = new Map<string, Refund>();
  private readonly scripts = new Map<string, Script>();
  private readonly counts = new Map<string, number>();

  constructor(folder: string) {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const name = path.join(folder, 'ledger.jsonl');
    const text = fs.existsSync(name) ? fs.readFileSync(name, 'utf8') : '';
    // A line without its end was being written when the process died, and nobody was told of it.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) fs.truncateSync(name, Buffer.byteLength(whole));
    for (const line of whole.split('\n').filter(Boolean)) this.apply(JSON.parse(line) as Fact);
    this.file = fs.openSync(name, 'a', 0o600);
  }

  record(fact: Fact): void {
    fs.writeSync(this.file, `${JSON.stringify(fact)}\n`);
    fs.fdatasyncSync(this.file);
    this.apply(fact);
  }

  payment(provider: Provider, number: string): Payment | null {
    return this.payments.get(keyOf(provider, number)) ?? null;
  }

  refund(provider: Provider, number: string): Refund | null {
    return this.refunds.get(keyOf(provider, number)) ?? null;
  }

  refundsOf(provider: Provider, payment: string): Refund[] {
    return [...this.refunds.values()].filter(
      (each) => each.provider === provider && each.payment === payment,
    );
  }

  script(number: string): Script | null {
    return this.scripts.get(number) ?? null;
  }

  calls(kind: CallKind, provider: Provider, number: string): number {
    return this.counts.get(`${kind} ${keyOf(provider, number)}`) ?? 0;
  }

  all(): Refund[] {
    return [...this.refunds.values()];
  }

  /** Every refund that was acted on: how often money was moved for its number, and how often it was asked for. */
  summary(): object[] {
    return this.all().map((refund) => ({
      provider: refund.provider,
      number: refund.number,
      payment: refund.payment,
      amount_minor: refund.amountMinor,
      currency: refund.currency,
      status: refund.status,
      acted: this.counts.get(`act ${keyOf(refund.provider, refund.number)}`) ?? 0,
      calls: this.calls('refund', refund.provider, refund.number),
      queries: this.calls('query', refund.provider, refund.number),
      notified: this.counts.get(`notified ${keyOf(refund.provider, refund.number)}`) ?? 0,
    }));
  }

  close(): void {
    fs.closeSync(this.file);
  }

  private apply(fact: Fact): void {
    switch (fact.fact) {
      case 'payment':
        this.payments.set(keyOf(fact.payment.provider, fact.payment.number), fact.payment);
        break;
      case 'script':
        this.scripts.set(fact.number, fact.script);
        break;
      case 'call':
        this.count(fact.kind, fact.provider, fact.number);
        break;
      case 'act':
        this.refunds.set(keyOf(fact.refund.provider, fact.refund.number), { ...fact.refund });
        this.count('act', fact.refund.provider, fact.refund.number);
        break;
      case 'settle': {
        const refund = this.refunds.get(keyOf(fact.provider, fact.number));
        if (refund) refund.status = fact.status;
        break;
      }
      case 'notified':
        this.count('notified', fact.provider, fact.number);
        break;
    }
  }

  private count(what: string, provider: Provider, number: string): void {
    const key = `${what} ${keyOf(provider, number)}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }
}
