import { useTranslation } from 'react-i18next';
import type { AvailabilityReport } from '@coffee/contract/availability';
import type { DashboardFigures } from '@coffee/contract/dashboard';
import { type Format, useFormat } from '../../i18n/format';
import { KpiCard } from '../../ui/kpi-card';
import { useChange } from './use-change';

interface Props {
  figures: DashboardFigures | undefined;
  availability: AvailabilityReport | undefined;
}

const HOUR_SECONDS = 3600;
const UNKNOWN = '–';

const share = (value: number | null, format: Format) => (value === null ? UNKNOWN : format.percent(value));
const duration = (seconds: number | null, format: Format) =>
  seconds === null ? UNKNOWN : format.duration(seconds);
const hours = (seconds: number | null, format: Format) =>
  seconds === null ? UNKNOWN : format.unit(seconds / HOUR_SECONDS, 'hour');

/** How well it went: cups that were made, payments that came, bins that held enough, alarms that were seen. */
export function ServiceFigures({ figures, availability }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { orders_failed = 0, orders_unheard = 0, payments_declined = 0 } = figures?.current ?? {};
  return (
    <>
      <Success
        figures={figures}
        rate="order_success_rate"
        label={t('overview.orderSuccess')}
        hint={t('overview.orderSuccessHint', {
          failed: format.number(orders_failed),
          unheard: format.number(orders_unheard),
        })}
      />
      <Success
        figures={figures}
        rate="payment_success_rate"
        label={t('overview.paymentSuccess')}
        hint={t('overview.paymentSuccessHint', { declined: format.number(payments_declined) })}
      />
      <StockOut availability={availability} />
      <TimeToAcknowledge figures={figures} />
    </>
  );
}

interface SuccessProps extends Pick<Props, 'figures'> {
  rate: 'order_success_rate' | 'payment_success_rate';
  label: string;
  hint: string;
}

function Success({ figures, rate, label, hint }: SuccessProps) {
  const format = useFormat();
  const { points } = useChange();
  const { current, previous } = figures ?? {};
  return (
    <KpiCard
      label={label}
      value={current ? share(current[rate], format) : null}
      note={points(current?.[rate], previous?.[rate])}
      trend={figures?.days.map((day) => day[rate])}
      hint={hint}
    />
  );
}

function StockOut({ availability }: Pick<Props, 'availability'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { relative } = useChange();
  const { total, previous } = availability ?? {};
  return (
    <KpiCard
      label={t('overview.stockout')}
      value={total ? hours(total.stockout_seconds, format) : null}
      note={relative(total?.stockout_seconds, previous?.stockout_seconds)}
      trend={availability?.days.map((day) => day.stockout_seconds)}
      hint={t('overview.stockoutHint')}
    />
  );
}

function TimeToAcknowledge({ figures }: Pick<Props, 'figures'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { relative } = useChange();
  const { current, previous } = figures ?? {};
  return (
    <KpiCard
      label={t('overview.ackTime')}
      value={current ? duration(current.ack_median_seconds, format) : null}
      note={relative(current?.ack_median_seconds, previous?.ack_median_seconds)}
      hint={t('overview.ackTimeHint', {
        critical: duration(current?.ack_median_critical_seconds ?? null, format),
      })}
    />
  );
}
