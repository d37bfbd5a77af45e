import { useTranslation } from 'react-i18next';
import type { AvailabilityReport } from '@coffee/contract/availability';
import type { Query } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { ExportAvailability } from '../../ui/availability/export-availability';
import { TimeSplit } from '../../ui/availability/time-split';
import { Card } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { SkeletonLines } from '../../ui/skeleton';
import { TopCard } from './top-lists';
import { ScopeLink } from '../../ui/scope-link';

/** To what the opening time of the span was lost. */
export function AvailabilityCard({
  report,
  query,
}: {
  report: AvailabilityReport | undefined;
  query: Query;
}) {
  const { t } = useTranslation();
  return (
    <Card title={t('overview.lostTo')} actions={<ExportAvailability query={query} />}>
      {!report && <SkeletonLines count={5} />}
      {report?.total.open_seconds === 0 && (
        <EmptyState icon="clock-history" title={t('availability.none')} text={t('availability.noneText')} />
      )}
      {report && report.total.open_seconds > 0 && (
        <TimeSplit time={report.total} label={t('overview.lostTo')} />
      )}
    </Card>
  );
}

/** Machines by what their lost time cost. */
export function TopLosses({ report }: { report: AvailabilityReport | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lines = report?.top_losses.map((device) => ({
    key: device.device_id,
    name: (
      <ScopeLink to={`/devices/${encodeURIComponent(device.device_id)}`}>
        {device.alias ?? device.device_id}
      </ScopeLink>
    ),
    sales: device.lost_sales,
    note: t('overview.lostFor', {
      time: format.duration(device.lost_seconds),
      rate: device.rate === null ? '–' : format.percent(device.rate, 0),
    }),
  }));
  return (
    <TopCard
      title={t('overview.topLosses')}
      lines={lines}
      currency={report?.currency}
      none={<EmptyState icon="check-lg" title={t('overview.noLosses')} />}
    />
  );
}
