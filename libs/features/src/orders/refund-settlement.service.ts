import { formatMoney } from '@coffee/contract/money';
import type { PaymentStatus } from '@coffee/contract/orders';
import { OPEN_REFUND_STATUSES, type RefundStatus } from '@coffee/contract/refunds';
import { type OrderEntity, RefundEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { mayPaymentMove, paymentAfterRefunds } from './order-states';
import { lockOrder, moveValues, type Call, type HeldRefund } from './refund-claims';
import type { RefundMove } from './refund-outcome';
import { settle } from './refund-statements';

const system = systemActor();
const isOpen = (status: RefundStatus): boolean =>
  (OPEN_REFUND_STATUSES as readonly string[]).includes(status);

/** What a change of a refund's state means for the sums of its order. */
export function moneyMoved(amountMinor: number, from: RefundStatus, to: RefundStatus) {
  const part = (is: boolean): number => (is ? amountMinor : 0);
  return {
    refundedMinor: part(to === 'succeeded') - part(from === 'succeeded'),
    openRefundMinor: part(isOpen(to)) - part(isOpen(from)),
  };
}

/** Carries a refund's new state over to its order, the day sums, the timeline and the audit, all or nothing. */
@Injectable()
export class RefundSettlement {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
  ) {}

  /** The order as it is now; null when the refund is no more ours to settle. */
  settle(refund: HeldRefund, move: RefundMove, call: Call): Promise<OrderEntity | null> {
    return this.db.transaction(system, async (tx) => {
      const order = await lockOrder(tx, refund.orderKey);
      if (!order) return null;
      const moved = moneyMoved(refund.amountMinor, refund.status, move.status);
      order.refundedMinor += moved.refundedMinor;
      order.openRefundMinor += moved.openRefundMinor;
      order.paymentStatus = paymentOf(order);
      const rows = await tx.query(
        (scope) => settle(scope(RefundEntity, 'r')),
        [
          ...moveValues(refund, move, call),
          moved.refundedMinor,
          moved.openRefundMinor,
          order.paymentStatus,
          `refund_${move.status}`,
          move.error?.message ?? null,
        ],
      );
      if (rows.length === 0) return null;
      if (!isOpen(move.status)) await this.record(tx, refund, move);
      return order;
    });
  }

  private async record(tx: TenantTx, refund: HeldRefund, move: RefundMove): Promise<void> {
    const amount = `${formatMoney(refund.amountMinor).toFixed(2)} ${refund.currency}`;
    await this.audit.record(tx, system, {
      action: `refund.${move.status}`,
      targetType: 'refund',
      targetId: refund.refundId,
      summary:
        move.status === 'succeeded'
          ? `Refunded ${amount} of order ${refund.orderId}`
          : `The refund of ${amount} of order ${refund.orderId} failed: ${move.error?.message ?? ''}`,
      before: { status: refund.status },
      after: { status: move.status, ...(move.error ? { error_code: move.error.code } : {}) },
      merchantId: refund.merchantId,
    });
  }
}

function paymentOf(order: OrderEntity): PaymentStatus {
  const next = paymentAfterRefunds(order);
  if (!mayPaymentMove(order.paymentStatus, next))
    throw new Error(`a payment cannot go from ${order.paymentStatus} to ${next}`);
  return next;
}
