import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DashboardSummary, TrendPoint, Trends } from '@coffee/contract/dashboard';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { ChartTable } from '../../ui/chart-table';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { SkeletonLines } from '../../ui/skeleton';

// The chart library is the largest part of the product; it comes when a chart is drawn.
const DayChart = lazy(() =>
  import('../../ui/charts/day-chart').then((module) => ({ default: module.DayChart })),
);

type TrendName = keyof Trends;

export function TrendCards({ summary }: { summary: DashboardSummary | undefined }) {
  const format = useFormat();
  const money = (value: number) => format.money(value, summary?.currency ?? 'CNY');
  return (
    <div className="overview-thirds">
      <TrendCard name="sales" points={summary?.trends.sales} text={money} kind="bar" series={1} />
      <TrendCard name="orders" points={summary?.trends.orders} text={format.number} kind="bar" series={2} />
      <TrendCard
        name="online_rate"
        points={summary?.trends.online_rate}
        text={format.percent}
        kind="line"
        series={3}
        share
      />
    </div>
  );
}

interface CardProps {
  name: TrendName;
  points: TrendPoint[] | undefined;
  text: (value: number) => string;
  kind: 'bar' | 'line';
  series: 1 | 2 | 3;
  share?: boolean;
}

function TrendCard({ name, points, text, kind, series, share = false }: CardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asTable, setAsTable] = useState(false);
  const title = t(`overview.trend.${name}`);
  const toggle = (
    <button
      type="button"
      className="btn btn-quiet btn-icon btn-dense"
      aria-pressed={asTable}
      aria-label={`${title}: ${t('chart.asTable')}`}
      title={t('chart.asTable')}
      onClick={() => setAsTable(!asTable)}
    >
      <Icon name={asTable ? 'bar-chart' : 'table'} />
    </button>
  );
  const rows = (points ?? []).map(({ date, value }) => ({
    key: date,
    label: format.calendarDay(date),
    value,
    text: value === null ? '–' : text(value),
  }));
  return (
    <Card title={title} actions={toggle}>
      <div className="chart-box">
        {!points && <SkeletonLines count={5} />}
        {points && rows.every(({ value }) => value === null) && (
          <EmptyState icon="bar-chart" title={t('chart.noData')} />
        )}
        {points &&
          rows.some(({ value }) => value !== null) &&
          (asTable ? (
            <ChartTable label={title} head={t('chart.date')} rows={rows} />
          ) : (
            <Suspense fallback={<SkeletonLines count={5} />}>
              <DayChart
                label={title}
                rows={rows}
                kind={kind}
                series={series}
                axis={share ? format.percent : format.compact}
                share={share}
              />
            </Suspense>
          ))}
      </div>
    </Card>
  );
}
