import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DRIFT_SORTS, type StockDrift } from '@coffee/contract/stock';
import { useFormat } from '../../i18n/format';
import { DataTable, type Column } from '../../ui/data-table';
import { useAmount } from '../../ui/devices/bin-level';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { useListState, type ListSchema, type ListState } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { ScopeLink } from '../../ui/scope-link';
import { TimeText } from '../../ui/time-text';
import { STOCK_FIELDS, useStockFilters } from './stock-filters';
import { driftQuery } from './stock.queries';

const SCHEMA: ListSchema<typeof STOCK_FIELDS> = {
  fields: STOCK_FIELDS,
  sorts: DRIFT_SORTS,
  defaultSort: '-recorded_at',
};

/** Where a machine or a person found another level than the ledger's. */
export function StockDriftPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState(SCHEMA);
  const query = useQuery(driftQuery(list.query));
  const columns = useColumns();
  const total = query.data?.pagination.total;
  return (
    <div className="page">
      <PageHeader
        title={t('stock.drift')}
        parents={[{ label: t('nav.refills'), to: '/refills' }]}
        count={total === undefined ? undefined : format.number(total)}
      />
      <FilterBar list={list as unknown as ListState} filters={useStockFilters(list.values.merchant_id)} />
      <DataTable
        label={t('stock.drift')}
        columns={columns}
        query={query}
        list={list}
        rowKey={({ device_id, bin_index, seq }) => `${device_id} ${bin_index} ${seq}`}
        card={(row) => <DriftCard row={row} />}
        empty={<EmptyState icon="check-lg" title={t('stock.noDrift')} text={t('stock.noDriftText')} />}
      />
    </div>
  );
}

function useColumns(): Column<StockDrift>[] {
  const { t } = useTranslation();
  const amount = useAmount();
  return [
    { key: 'device', wide: true, header: t('devices.device'), cell: (row) => <Machine row={row} /> },
    { key: 'material', wide: true, header: t('stock.material'), cell: (row) => <MaterialName row={row} /> },
    {
      key: 'expected',
      header: t('stock.expected'),
      end: true,
      cell: ({ expected, unit }) => (expected === null ? '–' : amount(expected, unit)),
    },
    {
      key: 'found',
      header: t('stock.found'),
      end: true,
      cell: ({ balance, unit }) => amount(balance, unit),
    },
    { key: 'difference', header: t('stock.difference'), end: true, cell: (row) => <Difference row={row} /> },
    {
      key: 'who',
      header: t('stock.who'),
      extra: true,
      cell: ({ actor }) => actor ?? t('stock.machine'),
    },
    {
      key: 'at',
      header: t('stock.when'),
      sort: 'recorded_at',
      end: true,
      cell: ({ recorded_at }) => <TimeText at={recorded_at} />,
    },
  ];
}

function Machine({ row }: { row: StockDrift }) {
  return (
    <>
      <ScopeLink to={`/devices/${encodeURIComponent(row.device_id)}/bins`}>
        {row.alias ?? row.device_id}
      </ScopeLink>
      {row.location_name !== null && <div className="cell-sub">{row.location_name}</div>}
    </>
  );
}

function MaterialName({ row }: { row: StockDrift }) {
  const { t } = useTranslation();
  return (
    <>
      {row.material_name ?? '–'}
      <div className="cell-sub">{t('devices.bin', { index: row.bin_index })}</div>
    </>
  );
}

function Difference({ row: { amount, unit } }: { row: StockDrift }) {
  const format = useFormat();
  return (
    <span className="nowrap">
      {`${amount > 0 ? '+' : ''}${format.number(amount, 1)} ${unit ?? ''}`.trim()}
    </span>
  );
}

function DriftCard({ row }: { row: StockDrift }) {
  const { t } = useTranslation();
  const amount = useAmount();
  return (
    <>
      <div className="row-card-head">
        <span>
          <Machine row={row} />
        </span>
        <Difference row={row} />
      </div>
      <div className="row-card-facts">
        <span>{row.material_name}</span>
        {row.expected !== null && (
          <span>
            {t('stock.foundInstead', {
              expected: amount(row.expected, row.unit),
              found: amount(row.balance, row.unit),
            })}
          </span>
        )}
        <TimeText at={row.recorded_at} />
      </div>
    </>
  );
}
