import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { REFUND_PROVIDERS, REFUND_SORTS, REFUND_STATUSES } from '@coffee/contract/refunds';
import type { Query } from '../../api/client';
import { useMerchantOptions } from '../../api/lookups';
import { useUser } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import type { Filter } from '../../ui/filters';
import { useListState, withChange, type ListSchema, type ListState } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { instantsOf, RANGE_FIELDS, type RangeValues } from '../../ui/range';
import { RangePicker } from '../../ui/range-picker';
import { Tabs } from '../../ui/tabs';
import { RefundCard, useRefundColumns } from './refund-columns';
import { refundsQuery } from './refunds.queries';

const FIELDS = {
  ...RANGE_FIELDS,
  query: { kind: 'text' },
  status: { kind: 'many', values: REFUND_STATUSES },
  provider: { kind: 'many', values: REFUND_PROVIDERS },
  merchant_id: { kind: 'int' },
  device_id: { kind: 'many' },
  needs_attention: { kind: 'flag' },
} as const;
const REFUND_LIST: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: REFUND_SORTS,
  defaultSort: '-unsettled',
  local: ['range', 'from', 'to'],
};
const VIEWS = [
  { key: 'all', patch: { status: [], needs_attention: null } },
  { key: 'attention', patch: { status: [], needs_attention: true } },
  { key: 'open', patch: { status: ['requested', 'processing', 'unknown'], needs_attention: null } },
  { key: 'succeeded', patch: { status: ['succeeded'], needs_attention: null } },
] as const;

export function RefundsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState(REFUND_LIST);
  const { values, query: asked } = list;
  const instants = useMemo(() => instantsOf(values as RangeValues, format.zone), [values, format.zone]);
  const { query: order, ...rest } = asked;
  const query = useQuery(refundsQuery({ ...rest, ...instants, order } as Query));
  const filters = useFilters();
  const columns = useRefundColumns();
  const total = query.data?.pagination.total;
  return (
    <div className="page">
      <PageHeader title={t('nav.refunds')} count={total === undefined ? undefined : format.number(total)} />
      <Views values={values} />
      <FilterBar list={list as unknown as ListState} filters={filters} searchLabel={t('refunds.search')}>
        <RangePicker
          any={t('range.all')}
          value={values as RangeValues}
          onChange={(range) => list.set({ ...range })}
          zone={format.zone}
        />
      </FilterBar>
      <DataTable
        label={t('nav.refunds')}
        columns={columns}
        query={query}
        list={list}
        rowKey={({ refund_id }) => refund_id}
        card={(refund) => <RefundCard refund={refund} />}
        clickable
        empty={<EmptyState icon="credit-card" title={t('refunds.none')} text={t('refunds.noneText')} />}
      />
    </div>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation();
  const { merchant_id: own } = useUser();
  const merchants = useMerchantOptions();
  const all: (Filter | null)[] = [
    {
      key: 'status',
      label: t('common.status'),
      kind: 'many',
      primary: true,
      options: REFUND_STATUSES.map((value) => ({ value, label: t(`refundStatus.${value}`) })),
    },
    {
      key: 'provider',
      label: t('refunds.provider'),
      kind: 'many',
      primary: true,
      options: REFUND_PROVIDERS.map((value) => ({ value, label: t(`refundProvider.${value}`) })),
    },
    own === null
      ? {
          key: 'merchant_id',
          label: t('devices.merchant'),
          kind: 'one',
          options: merchants.map(({ value, label }) => ({ value: String(value), label })),
        }
      : null,
    { key: 'device_id', label: t('orders.deviceId'), kind: 'list' },
    { key: 'needs_attention', label: t('refunds.attention'), kind: 'flag' },
  ];
  return all.filter((filter) => filter !== null);
}

function Views({ values }: { values: { status: string[]; needs_attention: boolean | null } }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const now = JSON.stringify([values.status, values.needs_attention]);
  const active = VIEWS.find(({ patch }) => JSON.stringify([patch.status, patch.needs_attention]) === now);
  const tabs = VIEWS.map(({ key, patch }) => ({
    key,
    label: t(`refunds.view.${key}`),
    to: `?${withChange(search, { page: null, ...patch }).toString()}`,
  }));
  return <Tabs tabs={tabs} active={active?.key ?? ''} label={t('list.views')} />;
}
