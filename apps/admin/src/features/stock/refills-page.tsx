import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { REFILL_SORTS } from '@coffee/contract/stock';
import { toSearch } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { Icon } from '../../ui/icon';
import { useListState, type ListSchema, type ListState } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { ScopeLink } from '../../ui/scope-link';
import { RefillCard, useRefillColumns } from './refill-columns';
import { HORIZONS, STOCK_FIELDS, useStockFilters } from './stock-filters';
import { refillsQuery } from './stock.queries';

const FIELDS = {
  ...STOCK_FIELDS,
  horizon_hours: { kind: 'one', values: HORIZONS.map(String) },
} as const;
const SCHEMA: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: REFILL_SORTS,
  defaultSort: 'empties_at',
};
const HOUR_SECONDS = 3600;

/** What runs out first, over the fleet, and what it would cost. */
export function RefillsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState(SCHEMA);
  const query = useQuery(refillsQuery(list.query));
  const columns = useRefillColumns();
  const { merchant_id, location_id, material, horizon_hours } = list.values;
  const total = query.data?.pagination.total;
  const filters = useStockFilters(merchant_id);
  return (
    <div className="page">
      <PageHeader
        title={t('nav.refills')}
        count={total === undefined ? undefined : format.number(total)}
        actions={
          <>
            <ScopeLink className="btn btn-plain" to="/refills/drift">
              <Icon name="exclamation-triangle" />
              {t('stock.drift')}
            </ScopeLink>
            <ScopeLink
              className="btn btn-primary"
              to={`/refills/pick-list${toSearch({ merchant_id, location_id, material, horizon_hours })}`}
            >
              <Icon name="clipboard-check" />
              {t('stock.pickList')}
            </ScopeLink>
          </>
        }
      />
      <FilterBar
        list={list as unknown as ListState}
        filters={[
          {
            key: 'horizon_hours',
            label: t('stock.within'),
            kind: 'one',
            primary: true,
            options: HORIZONS.map((hours) => ({
              value: String(hours),
              label: format.duration(hours * HOUR_SECONDS),
            })),
          },
          ...filters,
        ]}
      />
      <DataTable
        label={t('nav.refills')}
        columns={columns}
        query={query}
        list={list}
        rowKey={({ device_id, bin_index }) => `${device_id} ${bin_index}`}
        card={(row) => <RefillCard row={row} />}
        empty={<EmptyState icon="droplet-half" title={t('stock.none')} text={t('stock.noneText')} />}
      />
    </div>
  );
}
