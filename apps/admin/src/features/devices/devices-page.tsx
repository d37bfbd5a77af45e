import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useMay, useUser } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { DataTable } from '../../ui/data-table';
import { DEVICE_LIST, DEVICE_VIEWS, useDeviceFilters } from '../../ui/devices/device-filters';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { Icon } from '../../ui/icon';
import { useListState, withChange, type ListState } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { Tabs } from '../../ui/tabs';
import { DeviceCard } from './device-card';
import { useDeviceColumns } from './device-columns';
import { devicesQuery } from './devices.queries';

export function DevicesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState(DEVICE_LIST);
  const query = useQuery(devicesQuery(list.query));
  const { merchant_id: own } = useUser();
  const filters = useDeviceFilters(list.values.merchant_id);
  const columns = useDeviceColumns(own === null);
  const total = query.data?.pagination.total;
  return (
    <div className="page">
      <PageHeader
        title={t('nav.devices')}
        count={total === undefined ? undefined : format.number(total)}
        actions={<DispatchLink />}
      />
      <DeviceViews values={list.values} />
      <FilterBar list={list as ListState} filters={filters} searchLabel={t('devices.search')} />
      <DataTable
        label={t('nav.devices')}
        columns={columns}
        query={query}
        list={list}
        rowKey={(device) => device.device_id}
        card={(device) => <DeviceCard device={device} />}
        clickable
        windowed
        empty={<EmptyState icon="cup-hot" title={t('devices.none')} text={t('devices.noneText')} />}
      />
    </div>
  );
}

/** The list's filters say whom a dispatch is for. */
function DispatchLink() {
  const { t } = useTranslation();
  const maySend = useMay('commands.send');
  const [search] = useSearchParams();
  const filters = withChange(search, { page: null, page_size: null, sort: null }).toString();
  if (!maySend) return null;
  return (
    <Link className="btn btn-plain" to={`/dispatch/new?${filters}`}>
      <Icon name="send" />
      {t('devices.dispatchTo')}
    </Link>
  );
}

/** Views are addresses. One is active when the URL holds exactly its filters, whatever else is searched for. */
function DeviceViews({ values }: { values: { status: string[]; low_material: boolean | null } }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const state = JSON.stringify([values.status, values.low_material]);
  const active = DEVICE_VIEWS.find(({ patch }) => {
    const { status = [], low_material = null } = patch as {
      status?: readonly string[];
      low_material?: boolean;
    };
    return JSON.stringify([status, low_material]) === state;
  });
  const tabs = DEVICE_VIEWS.map(({ key, patch }) => ({
    key,
    label: t(`devices.view.${key}`),
    to: `?${withChange(search, { page: null, status: null, low_material: null, ...patch }).toString()}`,
  }));
  return <Tabs tabs={tabs} active={active?.key ?? ''} label={t('list.views')} />;
}
