import type { RefundStatus } from '@coffee/contract/refunds';
import { RefundEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { PaymentProviders, type ProviderName, type RefundOrder, type RefundOutcome } from '../payments';
import { FLEET_DEFAULTS } from '../reports';

const system = systemActor();

/** A refund of which the provider says something else than we do. */
export interface LedgerDifference {
  refundId: string;
  orderId: string;
  provider: ProviderName;
  amountMinor: number;
  ours: RefundStatus;
  /** `not_asked`: the provider's keys are missing. */
  theirs: RefundOutcome['state'] | 'not_asked';
}

/** An order whose sums are not those of its refunds. */
export interface OrderSumDifference {
  orderId: string;
  deviceId: string;
  refundedMinor: number;
  openRefundMinor: number;
  succeededMinor: number;
  underWayMinor: number;
}

/** What a provider may say of a refund that is so with us. What is open with us may be anything but over. */
const AGREES: Record<RefundStatus, readonly RefundOutcome['state'][]> = {
  succeeded: ['succeeded'],
  failed: ['failed', 'absent'],
  requested: ['absent'],
  processing: ['processing', 'stuck'],
  unknown: ['absent', 'processing', 'stuck'],
};

interface LedgerRow extends RefundOrder {
  status: RefundStatus;
  provider: ProviderName;
}

/** Our book of refunds against the providers', and against our own orders. */
@Injectable()
export class RefundLedger {
  constructor(
    private readonly db: TenantDb,
    private readonly providers: PaymentProviders,
  ) {}

  /** Asks for every refund that was requested on a day (`YYYY-MM-DD`) of its merchant's zone. */
  async compareDay(day: string): Promise<{ asked: number; differences: LedgerDifference[] }> {
    const rows = await this.refundsOf(day);
    const differences: LedgerDifference[] = [];
    for (const row of rows) {
      const theirs = await this.ask(row);
      if (theirs !== 'not_asked' && AGREES[row.status].includes(theirs)) continue;
      const { refundId, orderId, provider, amountMinor, status: ours } = row;
      differences.push({ refundId, orderId, provider, amountMinor, ours, theirs });
    }
    return { asked: rows.length, differences };
  }

  private async ask(row: LedgerRow): Promise<LedgerDifference['theirs']> {
    const provider = this.providers.byName(row.provider);
    return provider.isConfigured() ? (await provider.query(row)).state : 'not_asked';
  }

  private refundsOf(day: string): Promise<LedgerRow[]> {
    return this.db.for(system).query<LedgerRow>(
      (scope) => `
        with fleet as (${FLEET_DEFAULTS})
        select r.refund_id as "refundId", o.order_id as "orderId", o.payment_txn_id as "paymentTxnId",
               r.amount_minor as "amountMinor", o.total_minor as "totalMinor", r.currency, r.reason,
               r.provider_refund_id as "providerRefundId", r.merchant_id as "merchantId", r.status, r.provider
        from refunds r join orders o on o.id = r.order_id cross join fleet left join merchants m on m.id = r.merchant_id
        where r.created_at >= $1::date - interval '2 days' and r.created_at < $1::date + interval '2 days'
          and (r.created_at at time zone coalesce(m.settings->>'timeZone', fleet.zone))::date = $1::date
          and ${scope(RefundEntity, 'r')}
        order by r.created_at, r.refund_id`,
      [day],
    );
  }
}

/** Orders that had refunds, and whose columns are not the sums of them. Empty when all is well. */
export function orderSumDifferences(db: TenantDb): Promise<OrderSumDifference[]> {
  return db.for(system).query<OrderSumDifference>(
    (scope) => `
      with booked as (
        select r.order_id, coalesce(sum(r.amount_minor) filter (where r.status = 'succeeded'), 0)::bigint as succeeded,
               coalesce(sum(r.amount_minor) filter (where r.status in ('requested', 'processing', 'unknown')), 0)::bigint as open
        from refunds r where ${scope(RefundEntity, 'r')} group by r.order_id
      )
      select o.order_id as "orderId", o.device_id as "deviceId", o.refunded_minor as "refundedMinor",
             o.open_refund_minor as "openRefundMinor", b.succeeded as "succeededMinor", b.open as "underWayMinor"
      from booked b join orders o on o.id = b.order_id
      where o.refunded_minor <> b.succeeded or o.open_refund_minor <> b.open order by o.id`,
  );
}
