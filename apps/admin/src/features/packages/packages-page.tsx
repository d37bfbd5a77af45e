import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PACKAGE_SORTS, PACKAGE_TYPES, type Package } from '@coffee/contract/packages';
import { useMay } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { AddButton } from '../../ui/add-button';
import type { Column } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import type { Filter } from '../../ui/filters';
import { Icon } from '../../ui/icon';
import { ListPage } from '../../ui/list-page';
import { useListState, type ListSchema } from '../../ui/list-state';
import { ScopeLink } from '../../ui/scope-link';
import { TimeText } from '../../ui/time-text';
import { BuildDrawer } from './build-drawer';
import { UploadDrawer } from './upload-drawer';
import { packagesQuery } from './packages.queries';

const FIELDS = { query: { kind: 'text' }, type: { kind: 'many', values: PACKAGE_TYPES } } as const;
const SCHEMA: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: PACKAGE_SORTS,
  defaultSort: '-created_at',
};

export function PackagesPage() {
  const { t } = useTranslation();
  const list = useListState(SCHEMA);
  const query = useQuery(packagesQuery(list.query));
  const columns = useColumns();
  const filters: Filter[] = [
    {
      key: 'type',
      label: t('packages.type'),
      kind: 'many',
      primary: true,
      options: PACKAGE_TYPES.map((value) => ({ value, label: t(`packageType.${value}`) })),
    },
  ];
  return (
    <ListPage
      title={t('nav.packages')}
      actions={<Actions />}
      list={list}
      filters={filters}
      searchLabel={t('packages.search')}
      columns={columns}
      query={query}
      rowKey={({ package_id }) => package_id}
      card={(item) => <PackageCard item={item} />}
      clickable
      empty={<EmptyState icon="box-seam" title={t('packages.none')} text={t('packages.noneText')} />}
    />
  );
}

function Actions() {
  const { t } = useTranslation();
  const mayEdit = useMay('recipes.manage');
  const [open, setOpen] = useState<'build' | 'upload' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <ScopeLink className="btn btn-plain" to="/packages/drift">
        {t('packages.drift')}
      </ScopeLink>
      {mayEdit && (
        <>
          <button type="button" className="btn btn-plain" onClick={() => setOpen('upload')}>
            <Icon name="file-earmark-code" />
            {t('packages.upload')}
          </button>
          <AddButton label={t('packages.build')} onClick={() => setOpen('build')} />
        </>
      )}
      {open === 'build' && <BuildDrawer onClose={close} />}
      {open === 'upload' && <UploadDrawer onClose={close} />}
    </>
  );
}

function PackageLink({ item }: { item: Package }) {
  return (
    <ScopeLink className="row-link" to={`/packages/${item.package_id}`}>
      {item.name}
    </ScopeLink>
  );
}

function useColumns(): Column<Package>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      key: 'name',
      wide: true,
      header: t('common.name'),
      sort: 'name',
      cell: (item) => <PackageLink item={item} />,
    },
    { key: 'version', header: t('packages.version'), cell: ({ version }) => <code>{version}</code> },
    { key: 'type', header: t('packages.type'), cell: ({ type }) => t(`packageType.${type}`) },
    {
      key: 'models',
      header: t('packages.models'),
      cell: ({ compatibility }) => compatibility.join(', ') || t('packages.allModels'),
    },
    {
      key: 'size',
      header: t('packages.size'),
      end: true,
      cell: ({ size }) => format.unit(size / 1000, 'kilobyte'),
    },
    { key: 'by', extra: true, header: t('commands.by'), cell: ({ created_by }) => created_by },
    {
      key: 'created',
      header: t('common.created'),
      sort: 'created_at',
      end: true,
      cell: ({ created_at }) => <TimeText at={created_at} />,
    },
  ];
}

function PackageCard({ item }: { item: Package }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="row-card-head">
        <PackageLink item={item} />
        <code>{item.version}</code>
      </div>
      <div className="row-card-facts">
        <span>{t(`packageType.${item.type}`)}</span>
        <TimeText at={item.created_at} />
      </div>
    </>
  );
}
