import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { REFUND_PROVIDERS, REFUND_SORTS, REFUND_STATUSES } from '@coffee/contract/refunds';
import type { Query } from '../../api/client';
import { useMerchantOptions } from '../../api/lookups';
import { useUser } from '../../api/session';
import { EmptyState } from '../../ui/empty-state';
import type { Filter } from '../../ui/filters';
import { ListPage } from '../../ui/list-page';
import { ListRange, useListInstants } from '../../ui/list-range';
import { useListState, withChange, type ListSchema } from '../../ui/list-state';
import { RANGE_FIELDS, type RangeValues } from '../../ui/range';
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
  const list = useListState(REFUND_LIST);
  const { values, query: asked } = list;
  const instants = useListInstants(values as RangeValues);
  const { query: order, ...rest } = asked;
  const query = useQuery(refundsQuery({ ...rest, ...instants, order } as Query));
  const filters = useFilters();
  const columns = useRefundColumns();
  return (
    <ListPage
      title={t('nav.refunds')}
      views={<Views values={values} />}
      list={list}
      filters={filters}
      searchLabel={t('refunds.search')}
      controls={<ListRange values={values as RangeValues} set={list.set} />}
      columns={columns}
      query={query}
      rowKey={({ refund_id }) => refund_id}
      card={(refund) => <RefundCard refund={refund} />}
      clickable
      empty={<EmptyState icon="credit-card" title={t('refunds.none')} text={t('refunds.noneText')} />}
    />
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
