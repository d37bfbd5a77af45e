import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { StatusChange } from '@coffee/contract/devices';
import { useMay } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { DataTable, type Column } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { useListState, type ListSchema } from '../../ui/list-state';
import { DeviceStatusBadge } from '../../ui/status-badge';
import { TimeText } from '../../ui/time-text';
import { useActivityText } from './device-columns';
import { historyQuery } from './devices.queries';
import { DeviceChanges } from './device-changes';
import { StatusBand } from './status-band';

const SPANS = ['24h', '7d', '30d'] as const;
const DAYS: Record<(typeof SPANS)[number], number> = { '24h': 1, '7d': 7, '30d': 30 };
const FIELDS = { span: { kind: 'one', values: SPANS } } as const;
const SCHEMA: ListSchema<typeof FIELDS> = { fields: FIELDS, sorts: [], defaultSort: '' };
const MINUTE_MS = 60_000;
const LIMIT = 500;

export function DeviceHistory({ deviceId, zone }: { deviceId: string; zone: string | undefined }) {
  const { t } = useTranslation();
  const list = useListState(SCHEMA);
  const mayAudit = useMay('audit.read');
  const span = list.values.span ?? '24h';
  // To the minute, so that the same question is asked while the page is drawn again.
  const to = useMemo(() => Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS, [span]); // eslint-disable-line react-hooks/exhaustive-deps -- a new span starts from now
  const from = to - DAYS[span] * 86_400_000;
  const query = useQuery(historyQuery(deviceId, { from: new Date(from).toISOString(), limit: LIMIT }));
  const columns = useHistoryColumns(zone);
  return (
    <>
      <Card
        title={t('devices.statusNow')}
        actions={
          <div className="segmented" role="group" aria-label={t('range.label')}>
            {SPANS.map((name) => (
              <button
                key={name}
                type="button"
                aria-pressed={name === span}
                onClick={() => list.set({ span: name === '24h' ? null : name })}
              >
                {t(`range.${name}`)}
              </button>
            ))}
          </div>
        }
      >
        <StatusBand changes={query.data?.items ?? []} from={from} to={to} zone={zone} />
      </Card>
      <DataTable
        label={t('devices.tab.history')}
        columns={columns}
        query={query}
        rowKey={({ id }) => id}
        card={(change) => <ChangeCard change={change} zone={zone} />}
        empty={
          <EmptyState icon="clock-history" title={t('devices.noHistory')} text={t('devices.noHistoryText')} />
        }
      />
      {mayAudit && <DeviceChanges deviceId={deviceId} zone={zone} />}
    </>
  );
}

function useHistoryColumns(zone: string | undefined): Column<StatusChange>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const activityText = useActivityText();
  return [
    {
      key: 'status',
      header: t('devices.status'),
      cell: ({ status }) => <DeviceStatusBadge status={status} />,
    },
    { key: 'at', header: t('devices.since'), cell: ({ at }) => <TimeText at={at} zone={zone} mode="full" /> },
    {
      key: 'duration',
      header: t('devices.duration'),
      end: true,
      cell: (change) => format.duration(change.duration_seconds),
    },
    { key: 'cause', header: t('devices.cause'), cell: ({ cause }) => t(`cause.${cause}`) },
    {
      key: 'activity',
      header: t('devices.activityThen'),
      cell: ({ activity }) => activityText(activity) ?? '–',
    },
  ];
}

function ChangeCard({ change, zone }: { change: StatusChange; zone: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <div className="row-card-head">
        <DeviceStatusBadge status={change.status} />
        <span>{format.duration(change.duration_seconds)}</span>
      </div>
      <div className="row-card-facts">
        <TimeText at={change.at} zone={zone} mode="full" />
        <span>{t(`cause.${change.cause}`)}</span>
      </div>
    </>
  );
}
