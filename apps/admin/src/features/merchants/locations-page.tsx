import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LOCATION_SORTS, type Location } from '@coffee/contract/merchants';
import { useMerchantOptions } from '../../api/lookups';
import { useMay, useUser } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { AddButton } from '../../ui/add-button';
import type { Column } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import type { Filter } from '../../ui/filters';
import { ListPage } from '../../ui/list-page';
import { useListState, type ListSchema } from '../../ui/list-state';
import { RowButton } from '../../ui/row-button';
import { ScopeLink } from '../../ui/scope-link';
import { TimeText } from '../../ui/time-text';
import { DeleteLocation } from './delete-location-dialog';
import { useHoursInWords } from './hours-words';
import { LocationDrawer } from './location-drawer';
import { locationsQuery } from './merchants.queries';

const FIELDS = { query: { kind: 'text' }, merchant_id: { kind: 'int' } } as const;
const SCHEMA: ListSchema<typeof FIELDS> = { fields: FIELDS, sorts: LOCATION_SORTS, defaultSort: 'name' };

export function LocationsPage() {
  const { t } = useTranslation();
  const mayEdit = useMay('locations.manage');
  const { merchant_id: own } = useUser();
  const merchants = useMerchantOptions();
  const list = useListState(SCHEMA);
  const query = useQuery(locationsQuery(list.query));
  const [editing, setEditing] = useState<Location | 'new' | null>(null);
  const columns = useColumns(mayEdit ? setEditing : null, own === null);
  const options = merchants.map(({ value, label }) => ({ value: String(value), label }));
  const filters: Filter[] =
    own === null
      ? [{ key: 'merchant_id', label: t('devices.merchant'), kind: 'one', primary: true, options }]
      : [];
  return (
    <ListPage
      title={t('nav.locations')}
      actions={mayEdit && <AddButton label={t('locations.add')} onClick={() => setEditing('new')} />}
      list={list}
      filters={filters}
      searchLabel={t('locations.search')}
      columns={columns}
      query={query}
      rowKey={({ id }) => id}
      card={(location) => <LocationCard location={location} onEdit={mayEdit ? setEditing : null} />}
      empty={<EmptyState icon="geo-alt" title={t('locations.none')} text={t('locations.noneText')} />}
    >
      {editing && (
        <LocationDrawer location={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </ListPage>
  );
}

type OnEdit = ((location: Location) => void) | null;

function DeviceCount({ location }: { location: Location }) {
  const format = useFormat();
  return (
    <ScopeLink to={`/devices?location_id=${location.id}`}>{format.number(location.device_count)}</ScopeLink>
  );
}

function useColumns(onEdit: OnEdit, withMerchant: boolean): Column<Location>[] {
  const { t } = useTranslation();
  const inWords = useHoursInWords();
  const names = new Map(useMerchantOptions().map(({ value, label }) => [value, label]));
  const merchant: Column<Location> = {
    key: 'merchant',
    header: t('devices.merchant'),
    cell: ({ merchant_id }) => names.get(merchant_id) ?? '–',
  };
  const actions: Column<Location> = {
    key: 'actions',
    header: t('common.actions'),
    end: true,
    cell: (location) => <DeleteLocation location={location} />,
  };
  return [
    {
      key: 'name',
      wide: true,
      header: t('common.name'),
      sort: 'name',
      cell: (location) => <RowButton row={location} label={location.name} onOpen={onEdit} />,
    },
    ...(withMerchant ? [merchant] : []),
    {
      key: 'address',
      wide: true,
      header: t('devices.address'),
      cell: ({ address }) => address ?? <span className="muted">–</span>,
    },
    {
      key: 'devices',
      header: t('nav.devices'),
      end: true,
      cell: (location) => <DeviceCount location={location} />,
    },
    { key: 'zone', header: t('merchants.timeZone'), cell: ({ time_zone }) => time_zone },
    {
      key: 'hours',
      wide: true,
      header: t('hours.title'),
      cell: ({ opening_hours }) => inWords(opening_hours),
    },
    {
      key: 'created',
      extra: true,
      header: t('common.created'),
      sort: 'created_at',
      end: true,
      cell: ({ created_at }) => <TimeText at={created_at} />,
    },
    ...(onEdit ? [actions] : []),
  ];
}

function LocationCard({ location, onEdit }: { location: Location; onEdit: OnEdit }) {
  const { t } = useTranslation();
  const inWords = useHoursInWords();
  return (
    <>
      <div className="row-card-head">
        <RowButton row={location} label={location.name} onOpen={onEdit} />
        {onEdit && <DeleteLocation location={location} />}
      </div>
      <div className="row-card-facts">
        {location.address && <span>{location.address}</span>}
        <span>
          {t('nav.devices')} <DeviceCount location={location} />
        </span>
        <span>{location.time_zone}</span>
        <span>{inWords(location.opening_hours)}</span>
      </div>
    </>
  );
}
