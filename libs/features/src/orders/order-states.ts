// Three machines that move on their own: what was paid, what was made, and each refund. People see one word of them.
import type { FulfilmentStatus, OrderState, PaymentStatus } from '@coffee/contract/orders';
import type { RefundStatus } from '@coffee/contract/refunds';

/** From where a machine's word may move an order. What arrives late or backward is kept as a fact and moves nothing. */
const ARRIVES_FROM: Record<FulfilmentStatus, readonly FulfilmentStatus[]> = {
  pending: [],
  brewing: ['pending', 'unknown'],
  completed: ['pending', 'brewing', 'unknown'],
  failed: ['pending', 'brewing', 'unknown'],
  unknown: ['pending', 'brewing'],
};

export function statesBefore(next: FulfilmentStatus): readonly FulfilmentStatus[] {
  return ARRIVES_FROM[next];
}

/** What refunds may make of a payment. Whether the money came is the machine's word and no refund changes it. */
const PAYMENT_MOVES: Record<PaymentStatus, readonly PaymentStatus[]> = {
  unpaid: [],
  failed: [],
  canceled: [],
  paid: ['refund_pending'],
  refund_pending: ['refunded', 'partially_refunded', 'refund_failed'],
  partially_refunded: ['refund_pending', 'refund_failed'],
  refunded: ['refund_pending', 'partially_refunded', 'refund_failed'],
  refund_failed: ['refund_pending'],
};

export function mayPaymentMove(from: PaymentStatus, to: PaymentStatus): boolean {
  return from === to || PAYMENT_MOVES[from].includes(to);
}

/** `requested` again: the provider never acted. From `succeeded` to `failed`: it took the money back later. */
const REFUND_MOVES: Record<RefundStatus, readonly RefundStatus[]> = {
  requested: ['requested', 'processing', 'succeeded', 'failed', 'unknown'],
  unknown: ['requested', 'processing', 'succeeded', 'failed', 'unknown'],
  processing: ['processing', 'succeeded', 'failed'],
  succeeded: ['failed'],
  failed: [],
};

export function mayRefundMove(from: RefundStatus, to: RefundStatus): boolean {
  return REFUND_MOVES[from].includes(to);
}

export interface OrderMoney {
  totalMinor: number;
  refundedMinor: number;
  openRefundMinor: number;
}

/** What the sums of its refunds make of an order's payment, once it had a refund. */
export function paymentAfterRefunds(money: OrderMoney): PaymentStatus {
  if (money.openRefundMinor > 0) return 'refund_pending';
  if (money.refundedMinor === 0) return 'refund_failed';
  return money.refundedMinor === money.totalMinor ? 'refunded' : 'partially_refunded';
}

const STATE_OF_PAYMENT: Partial<Record<PaymentStatus, OrderState>> = {
  failed: 'canceled',
  canceled: 'canceled',
  refund_pending: 'refunding',
  refunded: 'refunded',
  partially_refunded: 'partially_refunded',
  refund_failed: 'needs_review',
};
const STATE_OF_MAKING: Record<FulfilmentStatus, OrderState> = {
  pending: 'paid',
  brewing: 'preparing',
  completed: 'completed',
  failed: 'failed',
  unknown: 'unknown',
};

/** The one word: what people must look at first, then where the money is, then where the cup is. */
export function joinedState(
  payment: PaymentStatus,
  fulfilment: FulfilmentStatus,
  isException: boolean,
): OrderState {
  if (isException) return 'needs_review';
  const ofMoney = STATE_OF_PAYMENT[payment];
  if (ofMoney) return ofMoney;
  return payment === 'unpaid' && fulfilment === 'pending' ? 'awaiting_payment' : STATE_OF_MAKING[fulfilment];
}
