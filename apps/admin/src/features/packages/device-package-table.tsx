import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DevicePackage, InstallState, PackageName } from '@coffee/contract/packages';
import type { Page } from '@coffee/contract/paging';
import { DataTable, type Column } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import type { ListState } from '../../ui/list-state';
import { ScopeLink } from '../../ui/scope-link';
import { Badge, type Tone } from '../../ui/status-mark';
import { TimeText } from '../../ui/time-text';

const TONES: Record<InstallState, Tone> = {
  installed: 'ok',
  pending: 'busy',
  failed: 'critical',
  canceled: 'neutral',
};

function StateBadge({ row }: { row: DevicePackage }) {
  const { t } = useTranslation();
  return (
    <>
      <Badge tone={TONES[row.state]}>{t(`installState.${row.state}`)}</Badge>
      {row.state === 'failed' && row.last_error && <span className="cell-sub">{row.last_error}</span>}
    </>
  );
}

function DeviceLink({ row }: { row: DevicePackage }) {
  return (
    <>
      <ScopeLink className="row-link" to={`/devices/${encodeURIComponent(row.device_id)}/commands`}>
        {row.alias ?? row.device_id}
      </ScopeLink>
      {row.alias && <span className="cell-sub">{row.device_id}</span>}
    </>
  );
}

function Named({ item }: { item: PackageName | null }) {
  return item ? (
    <ScopeLink className="above-link" to={`/packages/${item.package_id}`}>
      {item.name} {item.version}
    </ScopeLink>
  ) : (
    <span className="muted">–</span>
  );
}

interface Props {
  label: string;
  query: UseQueryResult<Page<DevicePackage>>;
  list: Pick<
    ListState,
    'page' | 'pageSize' | 'sort' | 'setSort' | 'setPageSize' | 'pageSearch' | 'hasFilters' | 'clear'
  >;
  empty: { title: string; text: string };
}

/** What machines have against what they should have. */
export function DevicePackageTable({ label, query, list, empty }: Props) {
  const { t } = useTranslation();
  const columns: Column<DevicePackage>[] = [
    {
      key: 'device',
      wide: true,
      header: t('packages.machine'),
      sort: 'device_id',
      cell: (row) => <DeviceLink row={row} />,
    },
    { key: 'state', wide: true, header: t('common.status'), cell: (row) => <StateBadge row={row} /> },
    { key: 'installed', header: t('packages.has'), cell: ({ installed }) => <Named item={installed} /> },
    { key: 'intended', header: t('packages.should'), cell: ({ intended }) => <Named item={intended} /> },
    {
      key: 'since',
      header: t('packages.since'),
      sort: 'intended_at',
      end: true,
      cell: ({ intended_at }) => (intended_at ? <TimeText at={intended_at} /> : '–'),
    },
  ];
  return (
    <DataTable
      label={label}
      columns={columns}
      query={query}
      list={list}
      rowKey={({ device_id, package_type }) => `${device_id} ${package_type}`}
      card={(row) => (
        <>
          <div className="row-card-head">
            <div>
              <DeviceLink row={row} />
            </div>
            <StateBadge row={row} />
          </div>
          <div className="row-card-facts">
            <span>
              {t('packages.has')}: <Named item={row.installed} />
            </span>
            <span>
              {t('packages.should')}: <Named item={row.intended} />
            </span>
          </div>
        </>
      )}
      clickable
      empty={<EmptyState icon="box-seam" title={empty.title} text={empty.text} />}
    />
  );
}
