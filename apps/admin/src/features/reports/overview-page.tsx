import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import { ErrorState } from '../../ui/empty-state';
import { useListState, type ListSchema } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { RANGE_FIELDS, instantsOf, type RangeValues } from '../../ui/range';
import { RangePicker } from '../../ui/range-picker';
import { TimeText } from '../../ui/time-text';
import type { Query } from '../../api/client';
import { AlarmPareto } from './alarm-pareto';
import { AvailabilityCard, TopLosses } from './availability-cards';
import { FirstSteps } from './first-steps';
import { FleetNow } from './fleet-now';
import { KeyFigures } from './key-figures';
import { LatestOrders } from './latest-orders';
import { NeedsAttention } from './needs-attention';
import { DayCharts, HoursCard } from './overview-charts';
import {
  alarmsByTypeQuery,
  availabilityQuery,
  dashboardQuery,
  figuresQuery,
  hoursQuery,
} from './reports.queries';
import { TopDevices, TopProducts } from './top-lists';
import { WeekHeatmap } from './week-heatmap';

const FIELDS = { ...RANGE_FIELDS, merchant_id: { kind: 'int' } } as const;
const SCHEMA: ListSchema<typeof FIELDS> = { fields: FIELDS, sorts: [], defaultSort: '' };
const DEFAULT_RANGE = '7d';

export function OverviewPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState(SCHEMA);
  const merchantId = list.values.merchant_id;
  // What is so now does not follow the chosen span. The last 7 days need no bounds; their answer tells the zone in
  // which the bounds of other spans are days.
  const week = useQuery(dashboardQuery({ merchant_id: merchantId }));
  const zone = week.data?.time_zone;
  const range: RangeValues = { ...list.values, range: list.values.range ?? DEFAULT_RANGE };
  const isKnown = range.range === DEFAULT_RANGE || zone !== undefined;
  const bounds = range.range === DEFAULT_RANGE || !zone ? {} : instantsOf(range, zone);
  const asked: Query = { ...bounds, merchant_id: merchantId };
  const setRange = ({ range: name, from, to }: RangeValues) =>
    list.set({ range: name === DEFAULT_RANGE ? null : name, from, to });
  return (
    <div className="page">
      <PageHeader
        title={t('nav.overview')}
        beside={
          week.dataUpdatedAt > 0 && (
            <span className="meta">
              {t('overview.updated')} <TimeText at={new Date(week.dataUpdatedAt).toISOString()} />
            </span>
          )
        }
      />
      {week.error && !week.data ? (
        <div className="card-box">
          <ErrorState error={week.error} onRetry={() => void week.refetch()} />
        </div>
      ) : (
        <>
          <div className="overview-top">
            {week.data?.device_total === 0 ? <FirstSteps /> : <NeedsAttention merchantId={merchantId} />}
            <FleetNow summary={week.data} />
          </div>
          <div className="spread">
            <h2>{t('overview.period')}</h2>
            <RangePicker value={range} onChange={setRange} zone={zone ?? format.zone} />
          </div>
          <Period asked={asked} enabled={isKnown} />
          <LatestOrders merchantId={merchantId} />
          {week.data && (
            <p className="meta">
              {t('overview.zone', { zone: week.data.time_zone, currency: week.data.currency })}
            </p>
          )}
        </>
      )}
    </div>
  );
}

/** What follows the chosen span. */
function Period({ asked, enabled }: { asked: Query; enabled: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: summary, error, refetch } = useQuery({ ...dashboardQuery(asked), enabled });
  const { data: figures } = useQuery({ ...figuresQuery(asked), enabled });
  const { data: hours } = useQuery({ ...hoursQuery(asked), enabled });
  const { data: alarms } = useQuery({ ...alarmsByTypeQuery(asked), enabled });
  const { data: availability } = useQuery({ ...availabilityQuery(asked), enabled });
  if (error && !summary) {
    return (
      <div className="card-box">
        <ErrorState error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  return (
    <>
      {figures && (
        <p className="meta mb-0">
          {t('overview.comparedWith', {
            from: format.calendarDay(figures.previous_from_day),
            to: format.calendarDay(figures.previous_to_day),
          })}
        </p>
      )}
      <KeyFigures figures={figures} availability={availability} summary={summary} />
      <DayCharts summary={summary} availability={availability} />
      <div className="overview-half">
        <HoursCard hours={hours} />
        <WeekHeatmap hours={hours} />
      </div>
      <div className="overview-half">
        <div className="stack">
          <AvailabilityCard report={availability} query={asked} />
          <AlarmPareto alarms={alarms} />
        </div>
        <TopLosses report={availability} />
      </div>
      <div className="overview-half">
        <TopProducts summary={summary} />
        <TopDevices summary={summary} />
      </div>
    </>
  );
}
