import { useTranslation } from 'react-i18next';
import type { DashboardSummary, TrendPoint } from '@coffee/contract/dashboard';
import { useFormat } from '../../i18n/format';
import { dayIn } from '../../i18n/zones';
import { KpiCard } from '../../ui/kpi-card';

const values = (points: TrendPoint[] | undefined) => points?.map(({ value }) => value);

/** Yesterday's value, when the chosen span holds it: the measure for a day that is not over. */
function yesterday(points: TrendPoint[], zone: string): number | null {
  const day = dayIn(zone, new Date(), -1);
  return points.find(({ date }) => date === day)?.value ?? null;
}

export function KeyFigures({ summary }: { summary: DashboardSummary | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = (amount: number) => format.money(amount, summary?.currency ?? 'CNY');
  const before = (points: TrendPoint[] | undefined, text: (value: number) => string) => {
    const value = summary && points ? yesterday(points, summary.time_zone) : null;
    return value === null ? null : t('overview.yesterday', { value: text(value) });
  };
  const trends = summary?.trends;
  return (
    <div className="kpis">
      <KpiCard
        label={t('overview.salesToday')}
        value={summary ? money(summary.sales_today) : null}
        note={before(trends?.sales, money)}
        trend={values(trends?.sales)}
        to="/orders?range=today"
      />
      <KpiCard
        label={t('overview.ordersToday')}
        value={summary ? format.number(summary.orders_today) : null}
        note={before(trends?.orders, format.number)}
        trend={values(trends?.orders)}
        to="/orders?range=today"
      />
      <KpiCard
        label={t('overview.salesWeek')}
        value={summary ? money(summary.sales_week) : null}
        note={t('overview.salesWeekNote')}
        to="/orders?range=7d"
      />
      <KpiCard
        label={t('overview.refundsToday')}
        value={summary ? money(summary.refunds_today) : null}
        note={t('overview.refundsNote')}
        to="/orders?payment_status=refund_pending,refunded,partially_refunded,refund_failed"
      />
      <KpiCard
        label={t('overview.onlineRate')}
        value={summary ? (summary.online_rate === null ? '–' : format.percent(summary.online_rate)) : null}
        note={before(trends?.online_rate, format.percent)}
        trend={values(trends?.online_rate)}
        to="/devices?status=online"
      />
      <KpiCard
        label={t('overview.pendingCommands')}
        value={summary ? format.number(summary.pending_commands) : null}
        note={t('overview.pendingNote')}
        to="/dispatch?status=running,paused"
      />
    </div>
  );
}
