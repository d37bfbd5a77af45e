import { formatMoney } from '@coffee/contract/money';
import { PAID_STATUSES } from '@coffee/contract/orders';
import type { RefundObstacle, RefundSource } from '@coffee/contract/refunds';
import { OrderEntity } from '@coffee/data/entities';
import type { TenantTx } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { PaymentProviders, type PaymentProvider } from '../payments';
import { ProviderNotConfigured, RefundNotAllowed } from './orders.errors';
import { reserve } from './refund-statements';
import { balanceOf, obstacleOf } from './refunds.reader';

export interface RefundWish {
  /** Null: all that is left. */
  amountMinor: number | null;
  reason: string;
  note: string | null;
  source: RefundSource;
  retryOf: string | null;
}

const PAID = PAID_STATUSES.map((status) => `'${status}'`).join(', ');
const REASONS: Record<Exclude<RefundObstacle, 'not_configured'>, string> = {
  unpaid: 'This order is not paid',
  nothing_left: 'Nothing is left to refund',
  no_provider: 'No provider refunds this way of paying',
};

/** Takes a refund's amount out of its order's and makes the row, in one statement and under the order's lock. */
@Injectable()
export class RefundReservations {
  constructor(
    private readonly providers: PaymentProviders,
    private readonly audit: AuditTrail,
  ) {}

  /** The new refund's id. The caller has locked the order, and rings after the commit. */
  async reserve(tx: TenantTx, actor: Actor, order: OrderEntity, wish: RefundWish): Promise<string> {
    const provider = this.check(order, wish.amountMinor);
    const { refundable } = balanceOf(moneyOf(order));
    const amountMinor = wish.amountMinor ?? refundable;
    const [row] = await tx.query<{ refund_id: string }>(
      (scope) => reserve(scope(OrderEntity, 'o'), PAID),
      [
        order.id,
        amountMinor,
        order.currency,
        provider.name,
        wish.reason,
        wish.note,
        wish.source,
        actor.name,
        actor.userId,
        wish.retryOf,
        JSON.stringify({ amount: formatMoney(amountMinor), by: actor.name }),
        actor.source,
      ],
    );
    if (!row) throw tooMuch(refundable);
    await this.audit.record(tx, actor, {
      action: 'refund.requested',
      targetType: 'refund',
      targetId: row.refund_id,
      summary: `Asked for a refund of ${formatMoney(amountMinor).toFixed(2)} ${order.currency} of order ${order.orderId}`,
      after: {
        refund_id: row.refund_id,
        amount: formatMoney(amountMinor),
        provider: provider.name,
        reason: wish.reason,
        note: wish.note,
        source: wish.source,
      },
      merchantId: order.merchantId,
    });
    return row.refund_id;
  }

  private check(order: OrderEntity, amountMinor: number | null): PaymentProvider {
    const money = moneyOf(order);
    const { refundable } = balanceOf(money);
    const provider = this.providers.forMethod(order.paymentMethod);
    const obstacle = obstacleOf(money, provider);
    if (obstacle === 'not_configured') throw new ProviderNotConfigured(provider?.name ?? order.paymentMethod);
    if (obstacle !== null || provider === null) {
      const reason = obstacle ?? 'no_provider';
      throw new RefundNotAllowed(REASONS[reason], {
        reason,
        payment_status: order.paymentStatus,
        refundable: formatMoney(refundable),
      });
    }
    if ((amountMinor ?? 0) > refundable) throw tooMuch(refundable);
    return provider;
  }
}

const moneyOf = (order: OrderEntity) => ({
  payment_status: order.paymentStatus,
  total_minor: order.totalMinor,
  refunded_minor: order.refundedMinor,
  open_refund_minor: order.openRefundMinor,
});

function tooMuch(refundable: number): RefundNotAllowed {
  const left = formatMoney(refundable);
  return new RefundNotAllowed(`Only ${left.toFixed(2)} is left to refund`, {
    reason: 'too_much',
    refundable: left,
  });
}
