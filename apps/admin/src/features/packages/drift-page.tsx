import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DEVICE_PACKAGE_SORTS, INSTALL_STATES, PACKAGE_TYPES } from '@coffee/contract/packages';
import { useFormat } from '../../i18n/format';
import { FilterBar } from '../../ui/filter-bar';
import type { Filter } from '../../ui/filters';
import { useListState, type ListSchema, type ListState } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { DevicePackageTable } from './device-package-table';
import { driftQuery } from './packages.queries';

const FIELDS = {
  query: { kind: 'text' },
  state: { kind: 'many', values: INSTALL_STATES },
  type: { kind: 'many', values: PACKAGE_TYPES },
} as const;
const SCHEMA: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: DEVICE_PACKAGE_SORTS,
  defaultSort: 'device_id',
};
const DRIFTING = ['pending', 'failed', 'canceled'] as const;

/** Machines that do not have what they were told to install. */
export function DriftPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState(SCHEMA);
  const query = useQuery(driftQuery(list.query));
  const total = query.data?.pagination.total;
  const filters: Filter[] = [
    {
      key: 'state',
      label: t('common.status'),
      kind: 'many',
      primary: true,
      options: DRIFTING.map((value) => ({ value, label: t(`installState.${value}`) })),
    },
    {
      key: 'type',
      label: t('packages.type'),
      kind: 'many',
      primary: true,
      options: PACKAGE_TYPES.map((value) => ({ value, label: t(`packageType.${value}`) })),
    },
  ];
  return (
    <div className="page">
      <PageHeader
        title={t('packages.drift')}
        parents={[{ label: t('nav.packages'), to: '/packages' }]}
        count={total === undefined ? undefined : format.number(total)}
      />
      <FilterBar
        list={list as unknown as ListState}
        filters={filters}
        searchLabel={t('packages.searchMachines')}
      />
      <DevicePackageTable
        label={t('packages.drift')}
        query={query}
        list={list}
        empty={{ title: t('packages.noDrift'), text: t('packages.noDriftText') }}
      />
    </div>
  );
}
