import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import type { AvailabilityReport } from '@coffee/contract/availability';
import type { DashboardHours, DashboardSummary } from '@coffee/contract/dashboard';
import { useFormat } from '../../i18n/format';
import { ChartCard } from '../../ui/chart-card';
import { ChartTable, type ChartRow } from '../../ui/chart-table';
import { EmptyState } from '../../ui/empty-state';
import { SkeletonLines } from '../../ui/skeleton';

// The chart library is the largest part of the product; it comes when a chart is drawn.
const DayChart = lazy(() =>
  import('../../ui/charts/day-chart').then((module) => ({ default: module.DayChart })),
);
const HourChart = lazy(() =>
  import('../../ui/charts/hour-chart').then((module) => ({ default: module.HourChart })),
);

interface DayCardProps {
  title: string;
  rows: ChartRow[] | undefined;
  kind: 'bar' | 'line';
  series: 1 | 2 | 3;
  share?: boolean;
}

function DayCard({ title, rows, kind, series, share = false }: DayCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const isEmpty = rows?.every(({ value }) => value === null) ?? false;
  return (
    <ChartCard
      title={title}
      instead={
        rows === undefined ? (
          <SkeletonLines count={5} />
        ) : isEmpty ? (
          <EmptyState icon="bar-chart" title={t('chart.noData')} />
        ) : undefined
      }
      table={<ChartTable label={title} head={t('chart.date')} rows={rows ?? []} />}
      chart={
        <Suspense fallback={<SkeletonLines count={5} />}>
          <DayChart
            label={title}
            rows={rows ?? []}
            kind={kind}
            series={series}
            axis={share ? format.percent : format.compact}
            share={share}
          />
        </Suspense>
      }
    />
  );
}

interface Props {
  summary: DashboardSummary | undefined;
  availability: AvailabilityReport | undefined;
}

export function DayCharts({ summary, availability }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = (value: number) => format.money(value, summary?.currency ?? 'CNY');
  const rowsOf = (
    points: { date: string; value: number | null }[] | undefined,
    text: (value: number) => string,
  ) =>
    points?.map(({ date, value }) => ({
      key: date,
      label: format.calendarDay(date),
      value,
      text: value === null ? '–' : text(value),
    }));
  const shares = availability?.days.map(({ date, rate }) => ({ date, value: rate }));
  return (
    <div className="overview-thirds">
      <DayCard
        title={t('overview.trend.sales')}
        rows={rowsOf(summary?.trends.sales, money)}
        kind="bar"
        series={1}
      />
      <DayCard
        title={t('overview.trend.orders')}
        rows={rowsOf(summary?.trends.orders, format.number)}
        kind="bar"
        series={2}
      />
      <DayCard
        title={t('overview.trend.availability')}
        rows={rowsOf(shares, format.percent)}
        kind="line"
        series={3}
        share
      />
    </div>
  );
}

/** The last day of the span by the hour, beside the same day a week before. */
export function HoursCard({ hours }: { hours: DashboardHours | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const title = hours
    ? t('overview.byHour', { day: format.calendarDay(hours.day_date) })
    : t('overview.byHourLoading');
  const before = hours ? format.calendarDay(hours.previous_date) : '';
  const rows = (hours?.day ?? []).map((hour) => {
    const label = `${String(hour.hour).padStart(2, '0')}:00`;
    const compared = t('overview.hourBefore', { count: hour.previous_orders, day: before });
    const text = t('overview.orders', { count: hour.orders, total: format.number(hour.orders) });
    return {
      key: label,
      label,
      value: hour.orders,
      before: hour.previous_orders,
      text: `${text} · ${compared}`,
    };
  });
  const isEmpty = rows.every(({ value, before: was }) => value + was === 0);
  return (
    <ChartCard
      title={title}
      instead={
        hours === undefined ? (
          <SkeletonLines count={5} />
        ) : isEmpty ? (
          <EmptyState icon="receipt" title={t('overview.noSales')} />
        ) : undefined
      }
      table={<ChartTable label={title} head={t('overview.hour')} rows={rows} />}
      chart={
        <div>
          <Suspense fallback={<SkeletonLines count={5} />}>
            <HourChart label={title} rows={rows} axis={format.compact} />
          </Suspense>
          <p className="meta chart-note">{t('overview.dashed', { day: before })}</p>
        </div>
      }
    />
  );
}
