import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import { ErrorState } from '../../ui/empty-state';
import { useListState, type ListSchema } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { RANGE_FIELDS, instantsOf, type RangeValues } from '../../ui/range';
import { RangePicker } from '../../ui/range-picker';
import { TimeText } from '../../ui/time-text';
import { FleetNow } from './fleet-now';
import { KeyFigures } from './key-figures';
import { LatestOrders } from './latest-orders';
import { NeedsAttention } from './needs-attention';
import { dashboardQuery } from './reports.queries';
import { TopDevices, TopProducts } from './top-lists';
import { TrendCards } from './trend-cards';

const FIELDS = { ...RANGE_FIELDS, merchant_id: { kind: 'int' } } as const;
const SCHEMA: ListSchema<typeof FIELDS> = { fields: FIELDS, sorts: [], defaultSort: '' };
const DEFAULT_RANGE = '7d';

export function OverviewPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState(SCHEMA);
  const merchantId = list.values.merchant_id;
  // What is so now, and the figures beside it, do not follow the chosen span. The last 7 days
  // need no bounds; their answer tells the zone in which the bounds of other spans are days.
  const week = useQuery(dashboardQuery({ merchant_id: merchantId }));
  const zone = week.data?.time_zone;
  const range: RangeValues = { ...list.values, range: list.values.range ?? DEFAULT_RANGE };
  const bounds = range.range === DEFAULT_RANGE || !zone ? {} : instantsOf(range, zone);
  const query = useQuery({
    ...dashboardQuery({ ...bounds, merchant_id: merchantId }),
    enabled: range.range === DEFAULT_RANGE || zone !== undefined,
  });
  const summary = query.data;
  const error = query.error ?? week.error;
  const setRange = ({ range: name, from, to }: RangeValues) =>
    list.set({ range: name === DEFAULT_RANGE ? null : name, from, to });
  return (
    <div className="page">
      <PageHeader
        title={t('nav.overview')}
        beside={
          query.dataUpdatedAt > 0 && (
            <span className="meta">
              {t('overview.updated')} <TimeText at={new Date(query.dataUpdatedAt).toISOString()} />
            </span>
          )
        }
      />
      {error && !summary ? (
        <div className="card-box">
          <ErrorState error={error} onRetry={() => void Promise.all([week.refetch(), query.refetch()])} />
        </div>
      ) : (
        <>
          <div className="overview-top">
            <NeedsAttention summary={week.data} />
            <FleetNow summary={week.data} />
          </div>
          <KeyFigures summary={week.data} />
          <div className="spread">
            <h2>{t('overview.trends')}</h2>
            <RangePicker value={range} onChange={setRange} zone={zone ?? format.zone} />
          </div>
          <TrendCards summary={summary} />
          <div className="overview-half">
            <TopProducts summary={summary} />
            <TopDevices summary={summary} />
          </div>
          <LatestOrders merchantId={merchantId} />
          {summary && (
            <p className="meta">
              {t('overview.zone', { zone: summary.time_zone, currency: summary.currency })}
            </p>
          )}
        </>
      )}
    </div>
  );
}
