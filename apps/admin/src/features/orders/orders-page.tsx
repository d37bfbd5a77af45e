import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { EXPORT_FORMATS } from '@coffee/contract/orders';
import type { Query } from '../../api/client';
import { useNewOrders } from '../../api/live-context';
import { queryKeys } from '../../api/query-keys';
import { useMay } from '../../api/session';
import { EmptyState } from '../../ui/empty-state';
import { ListPage } from '../../ui/list-page';
import { ListRange, useListInstants } from '../../ui/list-range';
import { useListState, withChange, type ListState } from '../../ui/list-state';
import { OrderCard } from '../../ui/orders/order-card';
import { useOrderColumns } from '../../ui/orders/order-columns';
import type { RangeValues } from '../../ui/range';
import { SavedViewTabs } from '../../ui/saved-views/saved-view-tabs';
import { VIEW_PARAM } from '../../ui/saved-views/view-query';
import { ExportButton } from '../../ui/tasks/export-button';
import { ORDER_LIST, ORDER_VIEWS, useOrderFilters } from './order-filters';
import { OrderSumsFoot } from './order-sums';
import { ordersQuery } from './orders.queries';

export function OrdersPage() {
  const { t } = useTranslation();
  const mayExport = useMay('orders.export');
  const list = useListState(ORDER_LIST);
  const { values, query: asked } = list;
  const instants = useListInstants(values as RangeValues);
  const wish = { ...asked, ...instants } as Query;
  const query = useQuery(ordersQuery(wish));
  const filters = useOrderFilters(values.merchant_id);
  const columns = useOrderColumns({ withDevice: true });
  return (
    <ListPage
      title={t('nav.orders')}
      actions={
        mayExport && (
          <ExportButton
            list="orders"
            formats={EXPORT_FORMATS}
            query={wish}
            pagination={query.data?.pagination}
          />
        )
      }
      views={<OrderViews values={values} />}
      list={list}
      filters={filters}
      searchLabel={t('orders.search')}
      controls={<ListRange values={values as RangeValues} set={list.set} />}
      columns={columns}
      query={query}
      rowKey={({ id }) => id}
      card={(order) => <OrderCard order={order} />}
      clickable
      news={<NewOrders key={JSON.stringify(asked)} />}
      empty={<EmptyState icon="receipt" title={t('orders.none')} text={t('orders.noneText')} />}
    >
      <OrderSumsFoot filter={filterOf(wish)} />
    </ListPage>
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
