import type { Order } from '@coffee/contract/orders';
import { ScopeLink } from '../scope-link';
import { FulfilmentBadge, PaymentBadge } from '../status-badge';
import { TimeText } from '../time-text';
import { OrderAmount, OrderMarks, orderPath, useMethodText } from './order-columns';

/** An order in a phone's list. */
export function OrderCard({ order, zone }: { order: Order; zone?: string | undefined }) {
  const methodText = useMethodText();
  return (
    <>
      <div className="row-card-head">
        <ScopeLink className="row-link" to={orderPath(order)}>
          {order.items_summary || order.order_id}
        </ScopeLink>
        <span className="text-end">
          <OrderAmount order={order} />
        </span>
      </div>
      <div className="row-card-facts">
        <TimeText at={order.device_ts} zone={zone} />
        <span>{order.device_alias ?? order.device_id}</span>
        <span>{methodText(order.payment_method)}</span>
      </div>
      <div className="row-gap">
        <PaymentBadge status={order.payment_status} />
        <FulfilmentBadge status={order.fulfilment_status} />
        <OrderMarks order={order} />
      </div>
    </>
  );
}
