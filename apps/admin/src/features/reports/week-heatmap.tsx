import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { DashboardHours, WeekHour } from '@coffee/contract/dashboard';
import { useFormat } from '../../i18n/format';
import { weekdayName } from '../../i18n/weekdays';
import { Card } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { SkeletonLines } from '../../ui/skeleton';

const DAYS = [1, 2, 3, 4, 5, 6, 7];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** An hour is named at every sixth one: there is no room for more. */
const NAMED = 6;

/** Orders by hour of the week. It is a table, so it reads as one. */
export function WeekHeatmap({ hours }: { hours: DashboardHours | undefined }) {
  const { t } = useTranslation();
  return (
    <Card title={t('overview.heatmap')}>
      {!hours && <SkeletonLines count={6} />}
      {hours?.week.length === 0 && <EmptyState icon="calendar3" title={t('overview.noSales')} />}
      {hours && hours.week.length > 0 && <Grid week={hours.week} />}
    </Card>
  );
}

function Grid({ week }: { week: WeekHour[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const found = new Map(week.map((hour) => [`${hour.weekday} ${hour.hour}`, hour.orders]));
  const most = Math.max(...week.map(({ orders }) => orders));
  return (
    <>
      <table className="heatmap">
        <caption className="visually-hidden">{t('overview.heatmap')}</caption>
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th key={hour} scope="col">
                <span className={hour % NAMED === 0 ? '' : 'visually-hidden'}>{hour}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {DAYS.map((day) => (
            <tr key={day}>
              <th scope="row">{weekdayName(format.locale, day, 'short')}</th>
              {HOURS.map((hour) => {
                const orders = found.get(`${day} ${hour}`) ?? 0;
                const text = t('overview.orders', { count: orders, total: format.number(orders) });
                return (
                  <td
                    key={hour}
                    title={`${weekdayName(format.locale, day)} ${hour}:00 – ${text}`}
                    style={{ '--heat': `${Math.round((orders / most) * 100)}%` } as CSSProperties}
                  >
                    <span className="visually-hidden">{orders}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="heat-scale meta" aria-hidden="true">
        <span>0</span>
        <span className="heat-ramp" />
        <span>{format.number(most)}</span>
      </div>
    </>
  );
}
