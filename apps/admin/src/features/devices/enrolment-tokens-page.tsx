import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { EnrolmentToken } from '@coffee/contract/devices';
import { useMerchantOptions } from '../../api/lookups';
import { queryKeys } from '../../api/query-keys';
import { useFormat } from '../../i18n/format';
import { useNow } from '../../ui/clock';
import { DataTable, type Column } from '../../ui/data-table';
import { DeleteButton } from '../../ui/delete-button';
import { EmptyState } from '../../ui/empty-state';
import { Guarded } from '../../ui/guarded';
import { Icon } from '../../ui/icon';
import { useListState, type ListSchema } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { Badge } from '../../ui/status-mark';
import { TimeText } from '../../ui/time-text';
import { enrolmentTokensQuery } from './devices.queries';
import { EnrolmentTokenDrawer } from './enrolment-token-drawer';

const SCHEMA: ListSchema<Record<never, never>> = { fields: {}, sorts: [], defaultSort: '' };

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
  const { page, page_size } = list.query;
  const query = useQuery(enrolmentTokensQuery({ page, page_size }));
  const [creating, setCreating] = useState(false);
  const columns = useColumns();
  return (
    <div className="page">
      <PageHeader
        title={t('nav.enrolment')}
        actions={
          <button type="button" className="btn btn-primary" onClick={() => setCreating(true)}>
            <Icon name="plus-lg" />
            {t('enrolment.add')}
          </button>
        }
      />
      <p className="muted mb-0">{t('enrolment.lead')}</p>
      <DataTable
        label={t('nav.enrolment')}
        columns={columns}
        query={query}
        list={list}
        rowKey={({ id }) => id}
        card={(token) => <TokenCard token={token} />}
        empty={<EmptyState icon="key" title={t('enrolment.none')} text={t('enrolment.noneText')} />}
      />
      {creating && <EnrolmentTokenDrawer onClose={() => setCreating(false)} />}
    </div>
  );
}

function TokenState({ token }: { token: EnrolmentToken }) {
  const { t } = useTranslation();
  const now = useNow();
  if (Date.parse(token.expires_at) <= now) return <Badge tone="neutral">{t('enrolment.expired')}</Badge>;
  if (token.uses_left === 0) return <Badge tone="neutral">{t('enrolment.usedUp')}</Badge>;
  return <Badge tone="ok">{t('enrolment.valid')}</Badge>;
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
      key: 'uses',
      header: t('enrolment.usesLeft'),
      end: true,
      cell: ({ uses_left }) => format.number(uses_left),
    },
    {
      key: 'expires',
      header: t('enrolment.expires'),
      cell: ({ expires_at }) => <TimeText at={expires_at} mode="full" />,
    },
    { key: 'created', header: t('common.created'), cell: ({ created_at }) => <TimeText at={created_at} /> },
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
          {t('enrolment.usesLeft')} {format.number(token.uses_left)}
        </span>
        <span>
          {t('enrolment.expires')} <TimeText at={token.expires_at} mode="full" />
        </span>
      </div>
    </>
  );
}
