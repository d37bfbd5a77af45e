import { useTranslation } from 'react-i18next';
import type { Order } from '@coffee/contract/orders';
import { useLocationZone, useMerchantOptions } from '../../api/lookups';
import { Card } from '../../ui/card';
import { CopyId } from '../../ui/copy-id';
import { Facts } from '../../ui/facts';
import { Money } from '../../ui/money';
import { useMethodText } from '../../ui/orders/order-columns';
import { ScopeLink } from '../../ui/scope-link';
import { PaymentBadge } from '../../ui/status-badge';
import { TimeText } from '../../ui/time-text';

export function PaymentFacts({ order }: { order: Order }) {
  const { t } = useTranslation();
  const methodText = useMethodText();
  return (
    <Card title={t('orders.payment')} actions={<PaymentBadge status={order.payment_status} />}>
      <Facts
        list
        facts={[
          {
            label: t('orders.amount'),
            value: <Money amount={order.total_price} currency={order.currency} />,
          },
          {
            label: t('orders.refunded'),
            value: <Money amount={order.refunded_amount} currency={order.currency} />,
          },
          ...(order.open_refund_amount > 0
            ? [
                {
                  label: t('orders.refundOnItsWay'),
                  value: <Money amount={order.open_refund_amount} currency={order.currency} />,
                },
              ]
            : []),
          { label: t('orders.method'), value: methodText(order.payment_method) },
          {
            label: t('orders.transaction'),
            value: order.payment_txn_id && (
              <CopyId value={order.payment_txn_id} label={t('orders.transaction')} />
            ),
          },
        ]}
      />
    </Card>
  );
}

export function DeviceFacts({ order }: { order: Order }) {
  const { t } = useTranslation();
  const zone = useLocationZone(order.location_id);
  const merchants = useMerchantOptions();
  return (
    <Card title={t('devices.device')}>
      <Facts
        list
        facts={[
          {
            label: t('devices.device'),
            value: (
              <ScopeLink to={`/devices/${encodeURIComponent(order.device_id)}`}>
                {order.device_alias ?? order.device_id}
              </ScopeLink>
            ),
          },
          {
            label: t('devices.merchant'),
            value: merchants.find(({ value }) => value === order.merchant_id)?.label,
          },
          { label: t('devices.address'), value: order.address },
          { label: t('orders.soldAt'), value: <TimeText at={order.device_ts} zone={zone} mode="full" /> },
          { label: t('orders.storedAt'), value: <TimeText at={order.created_at} zone={zone} mode="full" /> },
        ]}
      />
    </Card>
  );
}
