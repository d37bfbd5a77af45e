import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DeviceAvailability, SellableDay } from '@coffee/contract/availability';
import { useFormat } from '../../i18n/format';
import { ExportAvailability } from '../../ui/availability/export-availability';
import { TimeBand, TimeSplit } from '../../ui/availability/time-split';
import { Card } from '../../ui/card';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { SkeletonLines } from '../../ui/skeleton';
import { availabilityQuery } from './devices.queries';

const SPANS = [7, 30] as const;
const DAY_MS = 86_400_000;

/** How much of its opening time the machine could sell, and to what the rest was lost. */
export function DeviceAvailabilityCard({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const [span, setSpan] = useState<(typeof SPANS)[number]>(7);
  const { data, error, refetch } = useQuery(availabilityQuery(deviceId, span));
  const from = new Date(Math.floor(Date.now() / DAY_MS - span + 1) * DAY_MS).toISOString();
  return (
    <Card
      title={t('availability.title')}
      actions={
        <span className="row-gap">
          <span className="segmented" role="group" aria-label={t('availability.span')}>
            {SPANS.map((days) => (
              <button
                key={days}
                type="button"
                className={`btn btn-dense ${days === span ? 'active' : ''}`}
                aria-pressed={days === span}
                onClick={() => setSpan(days)}
              >
                {t('availability.days', { count: days })}
              </button>
            ))}
          </span>
          <ExportAvailability query={{ device_id: deviceId, from }} />
        </span>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <SkeletonLines count={4} />}
      {data && data.total.open_seconds === 0 && (
        <EmptyState icon="clock-history" title={t('availability.none')} text={t('availability.noneText')} />
      )}
      {data && data.total.open_seconds > 0 && <Shares data={data} />}
    </Card>
  );
}

function Shares({ data }: { data: DeviceAvailability }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rate, lost_sales } = data.total;
  return (
    <div className="stack">
      <div className="spread">
        <strong className="kpi-value">{rate === null ? '–' : format.percent(rate)}</strong>
        {lost_sales > 0 && (
          <span className="meta">
            {t('availability.lostAbout', { amount: format.money(lost_sales, data.currency) })}
          </span>
        )}
      </div>
      <TimeSplit time={data.total} label={t('availability.title')} />
      <ul className="day-bands" aria-label={t('availability.byDay')}>
        {[...data.days].reverse().map((day) => (
          <DayLine key={day.date} day={day} />
        ))}
      </ul>
      <p className="meta mb-0">{t('availability.zone', { zone: data.time_zone })}</p>
    </div>
  );
}

function DayLine({ day }: { day: SellableDay }) {
  const { t } = useTranslation();
  const format = useFormat();
  const date = format.calendarDay(day.date);
  const share = day.rate === null ? '–' : format.percent(day.rate, 0);
  return (
    <li>
      <span className="meta">{date}</span>
      {day.open_seconds > 0 ? (
        <TimeBand time={day} label={`${date}: ${share}`} />
      ) : (
        <span className="muted">{t('availability.closed')}</span>
      )}
      <strong>{share}</strong>
    </li>
  );
}
