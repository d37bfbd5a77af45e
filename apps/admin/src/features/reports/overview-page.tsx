import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { merchantOptions } from '../../api/lookups';
import { useUser } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { ErrorState } from '../../ui/empty-state';
import { useListState, type ListSchema } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { RANGE_FIELDS, instantsOf, type RangeValues } from '../../ui/range';
import { RangePicker } from '../../ui/range-picker';
import { TimeText } from '../../ui/time-text';
import { FleetNow } from './fleet-now';
import { KeyFigures } from './key-figures';
import { NeedsAttention } from './needs-attention';
import { dashboardQuery } from './reports.queries';
import { TopDevices, TopProducts } from './top-lists';
import { TrendCards } from './trend-cards';

const FIELDS = { ...RANGE_FIELDS, merchant_id: { kind: 'int' } } as const;
const SCHEMA: ListSchema<typeof FIELDS> = { fields: FIELDS, sorts: [], defaultSort: '' };
const DEFAULT_RANGE = '7d';

/** The zone whose days are meant: the chosen merchant's, or the only one's. */
function useReportZone(merchantId: number | null): { zone: string; ready: boolean } {
  const { zone } = useFormat();
  const { merchant_id: own } = useUser();
  const { data, isPending } = useQuery(merchantOptions);
  const id = merchantId ?? own;
  const merchant = id === null ? data?.items[0] : data?.items.find((item) => item.id === id);
  return { zone: merchant?.settings.time_zone ?? zone, ready: !isPending };
}

export function OverviewPage() {
  const { t } = useTranslation();
  const list = useListState(SCHEMA);
  const { zone, ready } = useReportZone(list.values.merchant_id);
  const range: RangeValues = { ...list.values, range: list.values.range ?? DEFAULT_RANGE };
  const query = useQuery({
    ...dashboardQuery({ ...instantsOf(range, zone), merchant_id: list.values.merchant_id }),
    enabled: ready,
  });
  const { data: summary, error } = query;
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
          <ErrorState error={error} onRetry={() => void query.refetch()} />
        </div>
      ) : (
        <>
          <div className="overview-top">
            <NeedsAttention summary={summary} />
            <FleetNow summary={summary} />
          </div>
          <KeyFigures summary={summary} />
          <div className="spread">
            <h2>{t('overview.trends')}</h2>
            <RangePicker value={range} onChange={setRange} zone={zone} />
          </div>
          <TrendCards summary={summary} />
          <div className="overview-half">
            <TopProducts summary={summary} />
            <TopDevices summary={summary} />
          </div>
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
