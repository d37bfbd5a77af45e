import { Suspense, lazy, useMemo, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { TELEMETRY_METRICS, type TelemetryMetric, type TelemetrySeries } from '@coffee/contract/devices';
import { useFormat, type Format } from '../../i18n/format';
import { Card } from '../../ui/card';
import { ChartTable, type ChartRow } from '../../ui/chart-table';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { SkeletonLines } from '../../ui/skeleton';
import { telemetryQuery } from './devices.queries';

const TimeChart = lazy(() =>
  import('../../ui/charts/time-chart').then((module) => ({ default: module.TimeChart })),
);

const SPANS = ['24h', '7d', '30d'] as const;
const HOURS = { '24h': 24, '7d': 168, '30d': 720 } as const;
const MINUTE_MS = 60_000;
const HOUR_SECONDS = 3600;
/** A pause this many times the usual one is a gap and not a late report. */
const GAP_FACTOR = 3;

/** Machines report more seldom than the series' steps, or more often: the usual pause is in the points themselves. */
function usualPause({ points, step }: TelemetrySeries): number {
  const pauses = points.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(points[index]?.at ?? at));
  const median = pauses.sort((a, b) => a - b)[Math.floor(pauses.length / 2)] ?? 0;
  return Math.max(median, step * 1000);
}

function valueText(format: Format, unit: string, metric: TelemetryMetric, value: number): string {
  return `${format.number(metric === 'uptime_seconds' ? value / HOUR_SECONDS : value, 1)} ${unit}`;
}

/** The series as rows, with an empty row in every gap so that no line is drawn across it. */
export function toRows(
  series: TelemetrySeries,
  label: (at: string) => string,
  text: (value: number) => string,
): ChartRow[] {
  const limit = usualPause(series) * GAP_FACTOR;
  return series.points.flatMap(({ at, value }, index) => {
    const before = series.points[index - 1];
    const row = { key: at, label: label(at), value, text: text(value) };
    if (!before || Date.parse(at) - Date.parse(before.at) < limit) return [row];
    return [{ key: `gap-${at}`, label: label(at), value: null, text: '–' }, row];
  });
}

export function TelemetryCard({ deviceId, zone }: { deviceId: string; zone: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [metric, setMetric] = useState<TelemetryMetric>('temperature');
  const [span, setSpan] = useState<(typeof SPANS)[number]>('24h');
  const [asTable, setAsTable] = useState(false);
  const from = useMemo(
    () =>
      new Date(
        Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - HOURS[span] * HOUR_SECONDS * 1000,
      ).toISOString(),
    [span],
  );
  const { data, error, refetch } = useQuery(telemetryQuery(deviceId, metric, from));
  const unit = t(`telemetry.unit.${metric}`);
  const label = (at: string) => (span === '24h' ? format.time(at, zone) : format.dateTime(at, zone));
  const rows = data ? toRows(data, label, (value) => valueText(format, unit, metric, value)) : [];
  const title = `${t(`telemetry.${metric}`)} (${unit})`;
  return (
    <Card
      title={t('telemetry.title')}
      footer={<span className="meta">{`${title} · ${format.zoneName(zone)}`}</span>}
      actions={
        <div className="row-gap">
          <select
            className="form-select range-select"
            aria-label={t('telemetry.metric')}
            value={metric}
            onChange={(event) => setMetric(event.target.value as TelemetryMetric)}
          >
            {TELEMETRY_METRICS.map((name) => (
              <option key={name} value={name}>
                {t(`telemetry.${name}`)}
              </option>
            ))}
          </select>
          <select
            className="form-select range-select"
            aria-label={t('range.label')}
            value={span}
            onChange={(event) => setSpan(event.target.value as typeof span)}
          >
            {SPANS.map((name) => (
              <option key={name} value={name}>
                {t(`range.${name}`)}
              </option>
            ))}
          </select>
          <button
            type="button"
            className="btn btn-quiet btn-icon btn-dense"
            aria-pressed={asTable}
            aria-label={t('chart.asTable')}
            title={t('chart.asTable')}
            onClick={() => setAsTable(!asTable)}
          >
            <Icon name={asTable ? 'bar-chart' : 'table'} />
          </button>
        </div>
      }
    >
      <div className="chart-box">
        {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
        {!data && !error && <SkeletonLines count={5} />}
        {data && rows.length === 0 && <EmptyState icon="activity" title={t('telemetry.none')} />}
        {rows.length > 0 &&
          (asTable ? (
            <ChartTable
              label={title}
              head={t('chart.time')}
              rows={rows.filter(({ value }) => value !== null)}
            />
          ) : (
            <Suspense fallback={<SkeletonLines count={5} />}>
              <TimeChart
                label={title}
                rows={rows}
                axis={(value) => format.number(metric === 'uptime_seconds' ? value / HOUR_SECONDS : value, 1)}
              />
            </Suspense>
          ))}
      </div>
    </Card>
  );
}
