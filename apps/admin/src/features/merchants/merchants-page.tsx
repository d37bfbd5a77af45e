import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { MERCHANT_SORTS, MERCHANT_STATUSES, type Merchant } from '@coffee/contract/merchants';
import { useMay } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { AddButton } from '../../ui/add-button';
import type { Column } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import type { Filter } from '../../ui/filters';
import { ListPage } from '../../ui/list-page';
import { useListState, type ListSchema } from '../../ui/list-state';
import { RowButton } from '../../ui/row-button';
import { ScopeLink } from '../../ui/scope-link';
import { MerchantStatusBadge } from '../../ui/status-badge';
import { TimeText } from '../../ui/time-text';
import { MerchantDrawer } from './merchant-drawer';
import { merchantsQuery } from './merchants.queries';

const FIELDS = { query: { kind: 'text' }, status: { kind: 'many', values: MERCHANT_STATUSES } } as const;
const SCHEMA: ListSchema<typeof FIELDS> = { fields: FIELDS, sorts: MERCHANT_SORTS, defaultSort: 'name' };

export function MerchantsPage() {
  const { t } = useTranslation();
  const mayEdit = useMay('merchants.manage');
  const list = useListState(SCHEMA);
  const query = useQuery(merchantsQuery(list.query));
  const [editing, setEditing] = useState<Merchant | 'new' | null>(null);
  const columns = useColumns(mayEdit ? setEditing : null);
  const filters: Filter[] = [
    {
      key: 'status',
      label: t('common.status'),
      kind: 'many',
      primary: true,
      options: MERCHANT_STATUSES.map((value) => ({ value, label: t(`merchantStatus.${value}`) })),
    },
  ];
  return (
    <ListPage
      title={t('nav.merchants')}
      actions={mayEdit && <AddButton label={t('merchants.add')} onClick={() => setEditing('new')} />}
      list={list}
      filters={filters}
      searchLabel={t('merchants.search')}
      columns={columns}
      query={query}
      rowKey={({ id }) => id}
      card={(merchant) => <MerchantCard merchant={merchant} onEdit={mayEdit ? setEditing : null} />}
      empty={<EmptyState icon="shop" title={t('merchants.none')} text={t('merchants.noneText')} />}
    >
      {editing && (
        <MerchantDrawer merchant={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </ListPage>
  );
}

type OnEdit = ((merchant: Merchant) => void) | null;

function DeviceCount({ merchant }: { merchant: Merchant }) {
  const format = useFormat();
  return (
    <ScopeLink to={`/devices?merchant_id=${merchant.id}`}>{format.number(merchant.device_count)}</ScopeLink>
  );
}

function useColumns(onEdit: OnEdit): Column<Merchant>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      wide: true,
      header: t('common.name'),
      sort: 'name',
      cell: (merchant) => <RowButton row={merchant} label={merchant.name} onOpen={onEdit} />,
    },
    {
      key: 'status',
      header: t('common.status'),
      cell: ({ status }) => <MerchantStatusBadge status={status} />,
    },
    {
      key: 'contact',
      wide: true,
      header: t('merchants.contact'),
      cell: ({ contact }) => contact ?? <span className="muted">–</span>,
    },
    {
      key: 'devices',
      header: t('nav.devices'),
      end: true,
      cell: (merchant) => <DeviceCount merchant={merchant} />,
    },
    { key: 'zone', header: t('merchants.timeZone'), cell: ({ settings }) => settings.time_zone },
    { key: 'currency', header: t('merchants.currency'), cell: ({ settings }) => settings.currency },
    {
      key: 'auto_refund',
      header: t('merchants.autoRefund'),
      cell: ({ settings }) => (settings.auto_refund.enabled ? t('common.yes') : t('common.no')),
    },
    {
      key: 'created',
      extra: true,
      header: t('common.created'),
      sort: 'created_at',
      end: true,
      cell: ({ created_at }) => <TimeText at={created_at} />,
    },
  ];
}

function MerchantCard({ merchant, onEdit }: { merchant: Merchant; onEdit: OnEdit }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="row-card-head">
        <RowButton row={merchant} label={merchant.name} onOpen={onEdit} />
        <MerchantStatusBadge status={merchant.status} />
      </div>
      <div className="row-card-facts">
        <span>
          {t('nav.devices')} <DeviceCount merchant={merchant} />
        </span>
        <span>{merchant.settings.time_zone}</span>
        {merchant.contact && <span>{merchant.contact}</span>}
      </div>
    </>
  );
}
