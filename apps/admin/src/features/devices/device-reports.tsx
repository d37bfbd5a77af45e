import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { SkeletonLines } from '../../ui/skeleton';
import { TimeText } from '../../ui/time-text';
import { quarantineQuery } from './devices.queries';

/** What the machine sent and could not be read: kept for people, in its own words. */
export function DeviceReports({ deviceId, zone }: { deviceId: string; zone: string | undefined }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(quarantineQuery(deviceId));
  if (!data) {
    return (
      <div className="card-box card-body">
        {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <SkeletonLines />}
      </div>
    );
  }
  if (data.items.length === 0) {
    return (
      <div className="card-box">
        <EmptyState
          icon="file-earmark-code"
          title={t('devices.noReports')}
          text={t('devices.noReportsText')}
        />
      </div>
    );
  }
  return (
    <>
      <p className="muted mb-0">{t('devices.reportsLead')}</p>
      <ul className="report-list">
        {data.items.map((report) => (
          <li key={report.id} className="card-box card-body">
            <div className="spread">
              <code>{report.route}</code>
              <span className="meta">
                <TimeText at={report.received_at} zone={zone} mode="full" />
              </span>
            </div>
            <p className="mt-2 mb-0">
              <strong>{t('devices.fault')}</strong> {report.error}
            </p>
            <pre className="raw" tabIndex={0} aria-label={t('devices.body')}>
              {report.body}
            </pre>
          </li>
        ))}
      </ul>
    </>
  );
}
