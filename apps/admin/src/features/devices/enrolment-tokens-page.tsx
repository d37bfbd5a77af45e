import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ENROLMENT_TOKEN_SORTS, ENROLMENT_TOKEN_STATES, type EnrolmentToken } from '@coffee/contract/devices';
import { useMerchantOptions } from '../../api/lookups';
import { queryKeys } from '../../api/query-keys';
import { useFormat } from '../../i18n/format';
import { useNow } from '../../ui/clock';
import { AddButton } from '../../ui/add-button';
import type { Column } from '../../ui/data-table';
import { DeleteButton } from '../../ui/delete-button';
import { EmptyState } from '../../ui/empty-state';
import { Guarded } from '../../ui/guarded';
import type { Filter } from '../../ui/filters';
import { ListPage } from '../../ui/list-page';
import { useListState, type ListSchema } from '../../ui/list-state';
import { Badge } from '../../ui/status-mark';
import { TimeText } from '../../ui/time-text';
import { enrolmentTokensQuery } from './devices.queries';
import { EnrolmentTokenDrawer } from './enrolment-token-drawer';

const FIELDS = {
  query: { kind: 'text' },
  merchant_id: { kind: 'int' },
  state: { kind: 'many', values: ENROLMENT_TOKEN_STATES },
} as const;
const SCHEMA: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: ENROLMENT_TOKEN_SORTS,
  defaultSort: '-created_at',
};

export function EnrolmentTokensPage() {
  const { t } = useTranslation();
  return (
    <Guarded permission="tokens.manage" title={t('nav.enrolment')}>
      <TokenList />
    </Guarded>
  );
}

function TokenList() {
  const { t } = useTranslation();
  const list = useListState(SCHEMA);
  const query = useQuery(enrolmentTokensQuery(list.query));
  const [creating, setCreating] = useState(false);
  const columns = useColumns();
  const merchants = useMerchantOptions();
  const filters: Filter[] = [
    {
      key: 'state',
      label: t('common.status'),
      kind: 'many',
      primary: true,
      options: ENROLMENT_TOKEN_STATES.map((value) => ({ value, label: t(`enrolment.state.${value}`) })),
    },
    {
      key: 'merchant_id',
      label: t('devices.merchant'),
      kind: 'one',
      primary: true,
      options: merchants.map(({ value, label }) => ({ value: String(value), label })),
    },
  ];
  return (
    <ListPage
      title={t('nav.enrolment')}
      actions={<AddButton label={t('enrolment.add')} onClick={() => setCreating(true)} />}
      list={list}
      filters={filters}
      searchLabel={t('enrolment.search')}
      views={<p className="muted mb-0">{t('enrolment.lead')}</p>}
      columns={columns}
      query={query}
      rowKey={({ id }) => id}
      card={(token) => <TokenCard token={token} />}
      empty={<EmptyState icon="key" title={t('enrolment.none')} text={t('enrolment.noneText')} />}
    >
      {creating && <EnrolmentTokenDrawer onClose={() => setCreating(false)} />}
    </ListPage>
  );
}

function TokenState({ token }: { token: EnrolmentToken }) {
  const { t } = useTranslation();
  const now = useNow();
  if (Date.parse(token.expires_at) <= now)
    return <Badge tone="neutral">{t('enrolment.state.expired')}</Badge>;
  if (token.uses_left === 0) return <Badge tone="neutral">{t('enrolment.state.used_up')}</Badge>;
  return <Badge tone="ok">{t('enrolment.state.valid')}</Badge>;
}

function useTokenName(): (token: EnrolmentToken) => string {
  const { t } = useTranslation();
  return ({ id, note }) => note ?? t('enrolment.number', { id });
}

function useColumns(): Column<EnrolmentToken>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTokenName();
  const merchants = new Map(useMerchantOptions().map(({ value, label }) => [value, label]));
  return [
    {
      key: 'note',
      header: t('enrolment.note'),
      cell: (token) => <span className="cell-main">{nameOf(token)}</span>,
    },
    {
      key: 'merchant',
      header: t('devices.merchant'),
      cell: ({ merchant_id }) => merchants.get(merchant_id) ?? '–',
    },
    { key: 'state', header: t('common.status'), cell: (token) => <TokenState token={token} /> },
    {
      key: 'used',
      header: t('enrolment.used'),
      end: true,
      cell: ({ used, uses_left }) =>
        t('enrolment.usedOf', { used: format.number(used), total: format.number(used + uses_left) }),
    },
    {
      key: 'last_used',
      header: t('enrolment.lastUsed'),
      cell: ({ last_used_at }) => <TimeText at={last_used_at} />,
    },
    {
      key: 'expires',
      header: t('enrolment.expires'),
      sort: 'expires_at',
      cell: ({ expires_at }) => <TimeText at={expires_at} mode="full" />,
    },
    {
      key: 'created',
      header: t('common.created'),
      sort: 'created_at',
      cell: ({ created_at }) => <TimeText at={created_at} />,
    },
    {
      key: 'actions',
      header: t('common.actions'),
      end: true,
      cell: (token) => <DeleteToken token={token} />,
    },
  ];
}

function DeleteToken({ token }: { token: EnrolmentToken }) {
  const { t } = useTranslation();
  const nameOf = useTokenName();
  return (
    <DeleteButton
      path={`/enrolment_tokens/${token.id}`}
      invalidate={[queryKeys.enrolmentTokens.all]}
      name={nameOf(token)}
      action={t('enrolment.delete')}
    >
      {t('enrolment.deleteText')}
    </DeleteButton>
  );
}

function TokenCard({ token }: { token: EnrolmentToken }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTokenName();
  return (
    <>
      <div className="row-card-head">
        <span className="cell-main">{nameOf(token)}</span>
        <span className="row-gap">
          <TokenState token={token} />
          <DeleteToken token={token} />
        </span>
      </div>
      <div className="row-card-facts">
        <span>
          {t('enrolment.used')}{' '}
          {t('enrolment.usedOf', {
            used: format.number(token.used),
            total: format.number(token.used + token.uses_left),
          })}
        </span>
        <span>
          {t('enrolment.expires')} <TimeText at={token.expires_at} mode="full" />
        </span>
      </div>
    </>
  );
}
