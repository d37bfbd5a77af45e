import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DashboardSummary } from '@coffee/contract/dashboard';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { ScopeLink } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';

interface Line {
  key: string;
  name: ReactNode;
  sales: number;
  note: string;
}

export function TopProducts({ summary }: { summary: DashboardSummary | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lines = summary?.top_products.map((product) => ({
    key: product.product_id,
    name: product.name,
    sales: product.sales,
    note: t('overview.cups', { count: product.qty, total: format.number(product.qty) }),
  }));
  return <TopCard title={t('overview.topProducts')} lines={lines} currency={summary?.currency} />;
}

export function TopDevices({ summary }: { summary: DashboardSummary | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lines = summary?.top_devices.map((device) => ({
    key: device.device_id,
    name: (
      <ScopeLink to={`/devices/${encodeURIComponent(device.device_id)}`}>
        {device.alias ?? device.device_id}
      </ScopeLink>
    ),
    sales: device.sales,
    note: t('overview.orders', { count: device.orders, total: format.number(device.orders) }),
  }));
  return <TopCard title={t('overview.topDevices')} lines={lines} currency={summary?.currency} />;
}

export function TopCard({
  title,
  lines,
  currency,
  none,
}: {
  title: string;
  lines: Line[] | undefined;
  currency: string | undefined;
  /** Where there is nothing to list; without it: no sales. */
  none?: ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const max = Math.max(1, ...(lines ?? []).map(({ sales }) => sales));
  return (
    <Card title={title}>
      {!lines && <SkeletonLines />}
      {lines?.length === 0 && (none ?? <EmptyState icon="receipt" title={t('overview.noSales')} />)}
      {lines && lines.length > 0 && (
        <ol className="top-list">
          {lines.map(({ key, name, sales, note }) => (
            <li key={key}>
              <span className="top-name">{name}</span>
              <span className="meta">{note}</span>
              <span className="top-value">{format.money(sales, currency ?? 'CNY')}</span>
              <span className="top-bar" style={{ width: `${(sales / max) * 100}%` }} />
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
