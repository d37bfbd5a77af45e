import { useTranslation } from 'react-i18next';
import type { DashboardSummary } from '@coffee/contract/dashboard';
import type { DeviceStatus } from '@coffee/contract/devices';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { ScopeLink } from '../../ui/scope-link';
import { SegmentedBar } from '../../ui/segmented-bar';
import { SkeletonLines } from '../../ui/skeleton';
import { DEVICE_TONES } from '../../ui/status-badge';

const ORDER: DeviceStatus[] = ['online', 'registered', 'maintenance', 'offline', 'fault'];

export function FleetNow({ summary }: { summary: DashboardSummary | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = summary && (
    <ScopeLink className="meta" to="/devices">
      {t('overview.machines', { count: summary.device_total, total: format.number(summary.device_total) })}
    </ScopeLink>
  );
  return (
    <Card title={t('overview.fleet')} actions={total}>
      {summary ? (
        <SegmentedBar
          label={t('overview.fleet')}
          segments={ORDER.map((status) => ({
            key: status,
            label: t(`deviceStatus.${status}`),
            value: summary.devices_by_status[status],
            tone: DEVICE_TONES[status],
            to: `/devices?status=${status}`,
          }))}
        />
      ) : (
        <SkeletonLines count={5} />
      )}
    </Card>
  );
}
