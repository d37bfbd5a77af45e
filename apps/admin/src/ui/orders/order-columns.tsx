// Orders appear in the list of orders and on a machine's page; both show them alike.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { refundStateOf, type Order } from '@coffee/contract/orders';
import { useOpenWord } from '../../i18n/open-word';
import type { Column } from '../data-table';
import { Money } from '../money';
import { ScopeLink } from '../scope-link';
import { FulfilmentBadge, OrderRefundBadge, PaymentBadge } from '../status-badge';
import { Badge } from '../status-mark';
import { TimeText } from '../time-text';

export const orderPath = ({ order_id, device_id }: Pick<Order, 'order_id' | 'device_id'>) =>
  `/orders/${encodeURIComponent(order_id)}?device_id=${encodeURIComponent(device_id)}`;

export function useMethodText(): (method: string) => string {
  const word = useOpenWord();
  return (method) => word('paymentMethod', method);
}

export function OrderMarks({ order }: { order: Order }) {
  const { t } = useTranslation();
  if (!order.is_test && !order.is_exception && order.flags.length === 0) return null;
  return (
    <span className="row-gap tag-list">
      {order.is_exception && <Badge tone="major">{t('orders.exception')}</Badge>}
      {order.flags.length > 0 && <Badge tone="minor">{t('orders.flagged')}</Badge>}
      {order.is_test && <span className="tag">{t('orders.test')}</span>}
    </span>
  );
}

export function OrderAmount({ order }: { order: Order }) {
  const { t } = useTranslation();
  return (
    <>
      <Money amount={order.total_price} currency={order.currency} />
      {order.refunded_amount > 0 && (
        <span className="cell-sub">
          {t('orders.refunded')} <Money amount={order.refunded_amount} currency={order.currency} />
        </span>
      )}
    </>
  );
}

export function useOrderColumns({
  zone,
  withDevice,
}: {
  zone?: string | undefined;
  withDevice: boolean;
}): Column<Order>[] {
  const { t } = useTranslation();
  const word = useOpenWord();
  // The same columns while nothing changes, so that only rows that did are drawn again.
  return useMemo(() => {
    const device: Column<Order> = {
      key: 'device',
      wide: true,
      header: t('devices.device'),
      cell: (order) => (
        <>
          {order.device_alias ?? order.device_id}
          {order.device_alias && <span className="cell-sub mono">{order.device_id}</span>}
        </>
      ),
    };
    return [
      {
        key: 'items',
        wide: true,
        header: t('orders.order'),
        cell: (order) => (
          <>
            <ScopeLink className="row-link" to={orderPath(order)}>
              {order.items_summary || order.order_id}
            </ScopeLink>
            <span className="cell-sub mono order-id">{order.order_id}</span>
          </>
        ),
      },
      {
        key: 'device_ts',
        room: 8,
        header: t('orders.soldAt'),
        sort: 'device_ts',
        cell: (order) => <TimeText at={order.device_ts} zone={zone} />,
      },
      ...(withDevice ? [device] : []),
      {
        key: 'total',
        room: 8.5,
        header: t('orders.amount'),
        sort: 'total_price',
        end: true,
        cell: (order) => <OrderAmount order={order} />,
      },
      {
        key: 'method',
        extra: true,
        header: t('orders.method'),
        cell: ({ payment_method }) => word('paymentMethod', payment_method),
      },
      {
        key: 'payment',
        room: 9.5,
        header: t('orders.payment'),
        cell: ({ payment_status }) => <PaymentBadge status={payment_status} />,
      },
      {
        key: 'making',
        room: 7.5,
        header: t('orders.making'),
        cell: ({ fulfilment_status }) => <FulfilmentBadge status={fulfilment_status} />,
      },
      {
        key: 'refund',
        extra: true,
        header: t('orders.refund'),
        cell: ({ payment_status }) => <OrderRefundBadge state={refundStateOf(payment_status)} />,
      },
      { key: 'marks', header: t('orders.marks'), cell: (order) => <OrderMarks order={order} /> },
    ];
  }, [t, word, zone, withDevice]);
}
