import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNewOrders } from '../../api/live-context';
import { queryKeys } from '../../api/query-keys';
import { Card } from '../../ui/card';
import { ErrorState } from '../../ui/empty-state';
import { OrderCard } from '../../ui/orders/order-card';
import { ScopeLink } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';
import { latestOrdersQuery } from './reports.queries';

const SHOWN = 6;

/** The newest sales, as they come in. */
export function LatestOrders({ merchantId }: { merchantId: number | null }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const asked = { page_size: SHOWN, sort: '-created_at', merchant_id: merchantId };
  const { data, error, refetch } = useQuery(latestOrdersQuery(asked));
  useNewOrders(() => void client.invalidateQueries({ queryKey: queryKeys.orders.list(asked) }));
  return (
    <Card
      title={t('overview.latestOrders')}
      actions={<ScopeLink to="/orders">{t('overview.allOrders')}</ScopeLink>}
      flush={Boolean(data && data.items.length > 0)}
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <SkeletonLines count={SHOWN} />}
      {data?.items.length === 0 && <span className="muted">{t('orders.none')}</span>}
      {data && data.items.length > 0 && (
        <ul className="cards" aria-label={t('overview.latestOrders')}>
          {data.items.map((order) => (
            <li key={order.id} className="row-card">
              <OrderCard order={order} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
