// How specs and people set the stage: payments, scripts, outcomes and notifications, all under /_sandbox.
import type { Bank } from './bank';
import { type Call, json, type Reply } from './exchange';
import type { Ledger, Payment, Provider, Refund, RefundStatus } from './ledger';
import type { Notifier } from './notifications';
import { type Script, scriptOf } from './scripts';

interface PaymentBody {
  provider: Provider;
  number: string;
  total_minor: number;
  currency?: string;
}

interface ScriptBody extends Partial<Omit<Script, 'afterQueries' | 'settleAfterMs'>> {
  number: string;
  after_queries?: number;
  settle_after_ms?: number;
}

interface NumberBody {
  provider: Provider;
  number: string;
  status?: RefundStatus;
}

export class Control {
  constructor(
    private readonly bank: Bank,
    private readonly ledger: Ledger,
    private readonly notifier: Notifier,
  ) {}

  takes(call: Call): boolean {
    return call.url.pathname.startsWith('/_sandbox/');
  }

  handle(call: Call): Reply {
    try {
      return json(200, this.act(`${call.method} ${call.url.pathname.slice('/_sandbox/'.length)}`, call.body));
    } catch (error) {
      return json(400, { error: (error as Error).message });
    }
  }

  private act(what: string, body: string): unknown {
    switch (what) {
      case 'GET health':
        return { ok: true };
      case 'GET ledger':
        return { refunds: this.ledger.summary() };
      case 'POST payments':
        return this.register([JSON.parse(body) as PaymentBody | PaymentBody[]].flat());
      case 'POST scripts':
        return this.script(JSON.parse(body) as ScriptBody);
      case 'POST settle':
        return this.settle(JSON.parse(body) as NumberBody);
      case 'POST notifications':
        return this.notifier.make(this.refundFor(JSON.parse(body) as NumberBody));
      case 'PUT settings':
        return this.set(JSON.parse(body) as { notify?: string | null; strict?: boolean });
      default:
        throw new Error(`nothing to do for ${what}`);
    }
  }

  private register(payments: PaymentBody[]): unknown {
    for (const { provider, number, total_minor: totalMinor, currency = 'CNY' } of payments) {
      if (!Number.isSafeInteger(totalMinor) || totalMinor < 1) throw new Error('total_minor: a whole number');
      const payment: Payment = { provider, number, totalMinor, currency };
      this.ledger.record({ fact: 'payment', payment });
    }
    return { registered: payments.length };
  }

  private script({ number, after_queries, settle_after_ms, ...rest }: ScriptBody): unknown {
    const script = scriptOf({
      ...rest,
      ...(after_queries === undefined ? {} : { afterQueries: after_queries }),
      ...(settle_after_ms === undefined ? {} : { settleAfterMs: settle_after_ms }),
    });
    this.ledger.record({ fact: 'script', number, script });
    return { script };
  }

  private settle({ provider, number, status = 'success' }: NumberBody): unknown {
    const refund = this.ledger.refund(provider, number);
    if (!refund) throw new Error('no such refund');
    return { status: this.bank.settle(refund, status).status };
  }

  /** One that was never made will do as well: what a notification says must not matter. */
  private refundFor({ provider, number, status = 'success' }: NumberBody): Refund {
    const known = this.ledger.refund(provider, number);
    if (known) return { ...known, status };
    const money = { amountMinor: 100, totalMinor: 100, currency: 'CNY' };
    const createdAt = Math.floor(Date.now() / 1000);
    const extra = { refund_id: number };
    const rest = { payment: 'unmade', providerRefundId: '0', createdAt, notifyUrl: null, extra };
    return { provider, number, status, ...money, ...rest };
  }

  private set({ notify, strict }: { notify?: string | null; strict?: boolean }): unknown {
    if (notify !== undefined) this.notifier.base = notify;
    if (strict !== undefined) this.bank.strict = strict;
    return { notify: this.notifier.base, strict: this.bank.strict };
  }
}
