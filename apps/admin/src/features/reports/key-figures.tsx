import { useTranslation } from 'react-i18next';
import type { AvailabilityReport } from '@coffee/contract/availability';
import type { DashboardFigures, DashboardSummary, PeriodFigures } from '@coffee/contract/dashboard';
import { useFormat } from '../../i18n/format';
import { KpiCard } from '../../ui/kpi-card';
import { ServiceFigures } from './service-figures';
import { useChange } from './use-change';

interface Props {
  figures: DashboardFigures | undefined;
  availability: AvailabilityReport | undefined;
  summary: DashboardSummary | undefined;
}

/** The span's figures, each with how it stands to as many days before. */
export function KeyFigures({ figures, availability, summary }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const change = useChange();
  const { current, previous } = figures ?? {};
  const money = (amount: number | null) =>
    amount === null ? '–' : format.money(amount, figures?.currency ?? 'CNY');
  const share = (value: number | null) => (value === null ? '–' : format.percent(value));
  const shown = (name: keyof PeriodFigures, text: (value: number | null) => string) =>
    current ? text(current[name]) : null;
  const note = (name: keyof PeriodFigures) => change.relative(current?.[name], previous?.[name]);
  const count = (value: number | null) => format.number(value ?? 0);
  return (
    <div className="kpis kpis-wide">
      <KpiCard
        label={t('overview.sales')}
        value={shown('sales', money)}
        note={note('sales')}
        trend={summary?.trends.sales.map(({ value }) => value)}
        to="/orders"
      />
      <KpiCard
        label={t('overview.ordersLabel')}
        value={shown('orders', count)}
        note={note('orders')}
        trend={summary?.trends.orders.map(({ value }) => value)}
        to="/orders"
      />
      <KpiCard label={t('overview.cupsLabel')} value={shown('cups', count)} note={note('cups')} />
      <KpiCard
        label={t('overview.averageOrder')}
        value={shown('average_order', money)}
        note={note('average_order')}
      />
      <KpiCard
        label={t('overview.availability')}
        value={availability ? share(availability.total.rate) : null}
        note={change.points(availability?.total.rate, availability?.previous.rate)}
        trend={availability?.days.map(({ rate }) => rate)}
      />
      <KpiCard
        label={t('overview.lostSales')}
        value={availability ? format.money(availability.total.lost_sales, availability.currency) : null}
        note={change.relative(availability?.total.lost_sales, availability?.previous.lost_sales)}
        trend={availability?.days.map(({ lost_sales }) => lost_sales)}
      />
      <KpiCard
        label={t('overview.refundRate')}
        value={shown('refund_rate', share)}
        note={change.points(current?.refund_rate, previous?.refund_rate)}
        to="/refunds"
      />
      <KpiCard
        label={t('overview.alarmsOpened')}
        value={shown('alarms_opened', count)}
        note={note('alarms_opened')}
        to="/alarms?view=all"
      />
      <ServiceFigures figures={figures} availability={availability} />
    </div>
  );
}
