import type { FulfilmentStatus, PaymentStatus } from '@coffee/contract/orders';
import type { RefundStatus } from '@coffee/contract/refunds';
import type { LivePublisher } from '@coffee/platform/live';

export interface RefundNews {
  refundId: string;
  orderId: string;
  deviceId: string;
  merchantId: number | null;
  status: RefundStatus;
  needsAttention: boolean;
}

interface OrderNews {
  orderId: string;
  deviceId: string;
  merchantId: number | null;
  paymentStatus: PaymentStatus;
  fulfilmentStatus: FulfilmentStatus;
}

/** Call it after the commit. */
export function tellRefund(live: LivePublisher, news: RefundNews): void {
  live.publish(
    'refund.updated',
    { merchantId: news.merchantId },
    {
      order_id: news.orderId,
      device_id: news.deviceId,
      refund_id: news.refundId,
      status: news.status,
      needs_attention: news.needsAttention,
    },
  );
}

/** Call it after the commit. */
export function tellOrder(live: LivePublisher, news: OrderNews): void {
  live.publish(
    'order.updated',
    { merchantId: news.merchantId },
    {
      order_id: news.orderId,
      device_id: news.deviceId,
      payment_status: news.paymentStatus,
      fulfilment_status: news.fulfilmentStatus,
    },
  );
}
