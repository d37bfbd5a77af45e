// A corporate account is a ledger of ours. The entry is the payment: made once per refund, settled at once.
import { CorporateEntryEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { isDatabaseUnavailable } from '@coffee/platform/errors';
import { unknown } from './outcomes';
import type { PaymentProvider, RefundOrder, RefundOutcome } from './payment-provider';

interface Entry {
  id: string;
  amount_minor: string;
}

export class CorporateRefunds implements PaymentProvider {
  readonly name = 'corp';
  readonly minSecondsBetweenRefunds = 0;

  constructor(private readonly db: TenantDb) {}

  isConfigured(): boolean {
    return true;
  }

  refund(order: RefundOrder): Promise<RefundOutcome> {
    return orUnknown(async () => {
      await this.enter(order);
      return this.find(order);
    });
  }

  query(order: RefundOrder): Promise<RefundOutcome> {
    return orUnknown(() => this.find(order));
  }

  nextQueryAfterSeconds(): number {
    return 5;
  }

  private async enter(order: RefundOrder): Promise<void> {
    await this.db.for(systemActor()).query(
      (scope) => `
        with entry as (
          insert into corporate_entries (refund_id, order_id, merchant_id, amount_minor, currency, reason)
          values ($1, $2, $3, $4, $5, $6) on conflict (refund_id) do nothing returning *
        ) select id from entry where ${scope(CorporateEntryEntity, 'entry')}`,
      [order.refundId, order.orderId, order.merchantId, order.amountMinor, order.currency, order.reason],
    );
  }

  private async find(order: RefundOrder): Promise<RefundOutcome> {
    const [entry] = await this.db.for(systemActor()).query<Entry>(
      (scope) => `
        select e.id, e.amount_minor from corporate_entries e
        where e.refund_id = $1 and ${scope(CorporateEntryEntity, 'e')}`,
      [order.refundId],
    );
    if (!entry) return { state: 'absent' };
    if (Number(entry.amount_minor) !== order.amountMinor)
      throw new Error(`the refund ${order.refundId} stands in the ledger with another amount`);
    return { state: 'succeeded', providerRefundId: String(entry.id) };
  }
}

async function orUnknown(work: () => Promise<RefundOutcome>): Promise<RefundOutcome> {
  try {
    return await work();
  } catch (error) {
    if (isDatabaseUnavailable(error)) return unknown('LEDGER_UNAVAILABLE', 'The ledger is not available');
    throw error;
  }
}
