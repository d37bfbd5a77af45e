import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import type { Order } from '@coffee/contract/orders';
import { useLocationZone } from '../../api/lookups';
import { useFormat } from '../../i18n/format';
import { useOpenWord } from '../../i18n/open-word';
import { Card } from '../../ui/card';
import { CopyId } from '../../ui/copy-id';
import { ErrorState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { PageHeader } from '../../ui/page-header';
import { SkeletonLines } from '../../ui/skeleton';
import { FulfilmentBadge, PaymentBadge } from '../../ui/status-badge';
import { DeviceFacts, PaymentFacts } from './order-facts';
import { ExceptionButton } from './exception-drawer';
import { OrderItems } from './order-items';
import { OrderTimeline } from './order-timeline';
import { RefundButton } from './refund-button';
import { OrderRefunds } from './refund-parts';
import { orderQuery } from './orders.queries';

export function OrderPage() {
  const { t } = useTranslation();
  const { orderId = '' } = useParams();
  const [search] = useSearchParams();
  const { data, error, refetch } = useQuery(orderQuery(orderId, search.get('device_id') ?? undefined));
  const order = data?.order;
  const zone = useLocationZone(order?.location_id);
  return (
    <div className="page">
      <PageHeader
        title={order?.items_summary || t('orders.order')}
        parents={[{ label: t('nav.orders'), to: '/orders' }]}
        beside={order && <HeaderBadges order={order} />}
        actions={
          data && (
            <>
              <ExceptionButton order={data.order} />
              <RefundButton order={data.order} items={data.items} />
            </>
          )
        }
      />
      {error && !data && (
        <div className="card-box">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!error && !data && <SkeletonLines count={8} />}
      {data && (
        <>
          <Remarks order={data.order} />
          <div className="detail">
            <div className="stack">
              <OrderItems order={data.order} items={data.items} />
              <Card title={t('orders.timeline')}>
                <OrderTimeline entries={data.timeline} zone={zone} />
              </Card>
            </div>
            <div className="stack">
              <PaymentFacts order={data.order} />
              <OrderRefunds refunds={data.refunds} zone={zone} />
              <DeviceFacts order={data.order} />
            </div>
          </div>
        </>
      )}
    </div>
  );
}

function HeaderBadges({ order }: { order: Order }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className="row-gap">
      <strong>{format.money(order.total_price, order.currency)}</strong>
      <PaymentBadge status={order.payment_status} />
      <FulfilmentBadge status={order.fulfilment_status} />
      {order.is_test && <span className="tag">{t('orders.test')}</span>}
      <CopyId value={order.order_id} label={t('orders.orderId')} />
    </span>
  );
}

/** Why this order deserves a look, the gravest first. */
function Remarks({ order }: { order: Order }) {
  const { t } = useTranslation();
  const word = useOpenWord();
  return (
    <>
      {order.fulfilment_status === 'failed' && (
        <Notice tone="critical">
          {order.failure_reason
            ? t('orders.failedBecause', { reason: order.failure_reason })
            : t('orders.failed')}
        </Notice>
      )}
      {order.is_exception && (
        <Notice tone="major">
          {t('orders.markedException')} {word('exceptionReason', order.exception_reason ?? '')}
        </Notice>
      )}
      {order.flags.map((flag) => (
        <Notice key={flag} tone="minor">
          {word('orderFlag', flag)}
        </Notice>
      ))}
      {order.is_test && <Notice tone="neutral">{t('orders.testNotice')}</Notice>}
    </>
  );
}
