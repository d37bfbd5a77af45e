import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { OrderCard } from '../../ui/orders/order-card';
import { useOrderColumns } from '../../ui/orders/order-columns';
import { DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { ScopeLink } from '../../ui/scope-link';
import { deviceOrdersQuery } from './devices.queries';

const SHOWN = 50;

export function DeviceOrders({ deviceId, zone }: { deviceId: string; zone: string | undefined }) {
  const { t } = useTranslation();
  const query = useQuery(deviceOrdersQuery(deviceId, SHOWN));
  const columns = useOrderColumns({ zone, withDevice: false });
  return (
    <>
      <DataTable
        label={t('nav.orders')}
        columns={columns}
        query={query}
        rowKey={({ id }) => id}
        card={(order) => <OrderCard order={order} zone={zone} />}
        clickable
        empty={<EmptyState icon="receipt" title={t('devices.noOrders')} text={t('devices.noOrdersText')} />}
      />
      <ScopeLink to={`/orders?device_id=${encodeURIComponent(deviceId)}`}>{t('devices.allOrders')}</ScopeLink>
    </>
  );
}
