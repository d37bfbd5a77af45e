import { useMemo, useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Query } from '../../api/client';
import { useNewOrders } from '../../api/live-context';
import { queryKeys } from '../../api/query-keys';
import { useFormat } from '../../i18n/format';
import { DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { useListState, withChange, type ListState } from '../../ui/list-state';
import { OrderCard } from '../../ui/orders/order-card';
import { useOrderColumns } from '../../ui/orders/order-columns';
import { PageHeader } from '../../ui/page-header';
import { instantsOf, type RangeValues } from '../../ui/range';
import { RangePicker } from '../../ui/range-picker';
import { SavedViewTabs } from '../../ui/saved-views/saved-view-tabs';
import { VIEW_PARAM } from '../../ui/saved-views/view-query';
import { ExportButton } from './export-dialog';
import { ORDER_LIST, ORDER_VIEWS, useOrderFilters } from './order-filters';
import { OrderSumsFoot } from './order-sums';
import { ordersQuery } from './orders.queries';

export function OrdersPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState(ORDER_LIST);
  const { values, query: asked } = list;
  const instants = useMemo(() => instantsOf(values as RangeValues, format.zone), [values, format.zone]);
  const query = useQuery(ordersQuery({ ...asked, ...instants } as Query));
  const filters = useOrderFilters(values.merchant_id);
  const columns = useOrderColumns({ withDevice: true });
  const pagination = query.data?.pagination;
  const count =
    pagination &&
    (pagination.total_is_estimate
      ? t('list.about', { total: format.number(pagination.total) })
      : format.number(pagination.total));
  return (
    <div className="page">
      <PageHeader
        title={t('nav.orders')}
        count={count}
        actions={<ExportButton query={{ ...asked, ...instants } as Query} pagination={pagination} />}
      />
      <OrderViews values={values} />
      <FilterBar list={list as unknown as ListState} filters={filters} searchLabel={t('orders.search')}>
        <RangePicker
          any={t('range.all')}
          value={values as RangeValues}
          onChange={(range) => list.set({ ...range })}
          zone={format.zone}
        />
      </FilterBar>
      <DataTable
        label={t('nav.orders')}
        columns={columns}
        query={query}
        list={list}
        rowKey={({ id }) => id}
        card={(order) => <OrderCard order={order} />}
        clickable
        news={<NewOrders key={JSON.stringify(asked)} />}
        empty={<EmptyState icon="receipt" title={t('orders.none')} text={t('orders.noneText')} />}
      />
      <OrderSumsFoot filter={filterOf({ ...asked, ...instants } as Query)} />
    </div>
  );
}

/** The filter of a list without its place in it. */
function filterOf({ page: _page, page_size: _size, sort: _sort, ...filter }: Query): Query {
  return filter;
}

/** Rows never move under the reader's hand: new ones wait until they are asked for. */
function NewOrders() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [waiting, setWaiting] = useState(0);
  useNewOrders((count) => setWaiting((before) => before + count));
  if (waiting === 0) return null;
  const show = () => {
    setWaiting(0);
    void client.invalidateQueries({ queryKey: queryKeys.orders.lists });
  };
  return (
    <button type="button" className="news" onClick={show}>
      {t('orders.new', { count: waiting })}
    </button>
  );
}

function OrderViews({ values }: { values: Pick<ListState['values'], string> }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const own = { payment_status: [], fulfilment_status: [], exception: null };
  const state = (source: Record<string, unknown>) =>
    JSON.stringify(Object.keys(own).map((key) => source[key]));
  const base = search.has(VIEW_PARAM) ? scopeOf(search) : search;
  const active = ORDER_VIEWS.find(({ patch }) => state({ ...own, ...patch }) === state(values));
  const tabs = ORDER_VIEWS.map(({ key, patch }) => ({
    key,
    label: t(`orders.view.${key}`),
    to: `?${withChange(base, { page: null, ...own, ...patch }).toString()}`,
  }));
  return <SavedViewTabs list="orders" schema={ORDER_LIST} builtIn={tabs} active={active?.key ?? ''} />;
}

/** Who leaves a saved view leaves its filters too, but not the merchant that is looked at. */
function scopeOf(search: URLSearchParams): URLSearchParams {
  const merchant = search.get('merchant_id');
  return new URLSearchParams(merchant === null ? {} : { merchant_id: merchant });
}
