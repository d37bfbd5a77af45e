import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { ErrorState } from '../../ui/empty-state';
import { ScopeLink } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';
import { DEVICE_TONES } from '../../ui/status-badge';
import { Timeline } from '../../ui/timeline';
import { historyQuery } from './devices.queries';

const SHOWN = 6;

export function RecentChanges({ deviceId, zone }: { deviceId: string; zone: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useQuery(historyQuery(deviceId, { limit: SHOWN }));
  return (
    <Card
      title={t('devices.recent')}
      actions={
        <ScopeLink to={`/devices/${encodeURIComponent(deviceId)}/history`}>
          {t('devices.allHistory')}
        </ScopeLink>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonLines />}
      {data?.items.length === 0 && <span className="muted">{t('devices.noHistory')}</span>}
      {data && (
        <Timeline
          label={t('devices.recent')}
          zone={zone}
          entries={data.items.slice(0, SHOWN).map((change) => ({
            key: change.id,
            tone: DEVICE_TONES[change.status],
            title: t(`deviceStatus.${change.status}`),
            at: change.at,
            note: `${t(`cause.${change.cause}`)} · ${format.duration(change.duration_seconds)}`,
          }))}
        />
      )}
    </Card>
  );
}
