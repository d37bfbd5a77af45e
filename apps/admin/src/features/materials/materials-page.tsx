import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { MATERIAL_SORTS, MATERIAL_TYPES, type Material, UNKNOWN_TYPE } from '@coffee/contract/materials';
import { useFormat } from '../../i18n/format';
import { useOpenWord } from '../../i18n/open-word';
import { DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import type { Filter } from '../../ui/filters';
import { Icon } from '../../ui/icon';
import { useListState, type ListSchema, type ListState } from '../../ui/list-state';
import { Notice } from '../../ui/notice';
import { PageHeader } from '../../ui/page-header';
import { ScopeLink } from '../../ui/scope-link';
import { ExportMenu } from './export-menu';
import { MaterialCard, useMaterialColumns } from './material-columns';
import { MaterialDrawer } from './material-drawer';
import { materialsQuery, toCompleteQuery, useMayKeepMaterials } from './materials.queries';
import { UsageDrawer } from './usage-drawer';

const FIELDS = { query: { kind: 'text' }, type: { kind: 'many' }, enabled: { kind: 'flag' } } as const;
/** What nobody has described yet stands first. */
const SCHEMA: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: MATERIAL_SORTS,
  defaultSort: 'to_complete',
};

type Opened = { kind: 'edit' | 'usage'; material: Material } | { kind: 'new' } | null;

export function MaterialsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const mayKeep = useMayKeepMaterials();
  const list = useListState(SCHEMA);
  const query = useQuery(materialsQuery(list.query));
  const [opened, setOpened] = useState<Opened>(null);
  const openers = {
    onEdit: mayKeep ? (material: Material) => setOpened({ kind: 'edit', material }) : null,
    onUsage: (material: Material) => setOpened({ kind: 'usage', material }),
  };
  const columns = useMaterialColumns(openers);
  const filters = useFilters();
  const total = query.data?.pagination.total;
  const close = () => setOpened(null);
  return (
    <div className="page">
      <PageHeader
        title={t('nav.materials')}
        count={total === undefined ? undefined : format.number(total)}
        actions={<Actions onAdd={mayKeep ? () => setOpened({ kind: 'new' }) : null} />}
      />
      {mayKeep && <ToComplete />}
      <FilterBar list={list as ListState} filters={filters} searchLabel={t('materials.search')} />
      <DataTable
        label={t('nav.materials')}
        columns={columns}
        query={query}
        list={list}
        rowKey={({ id }) => id}
        card={(material) => <MaterialCard material={material} {...openers} />}
        empty={<EmptyState icon="droplet-half" title={t('materials.none')} text={t('materials.noneText')} />}
      />
      {opened?.kind === 'usage' && <UsageDrawer material={opened.material} onClose={close} />}
      {opened?.kind === 'edit' && <MaterialDrawer material={opened.material} onClose={close} />}
      {opened?.kind === 'new' && <MaterialDrawer material={null} onClose={close} />}
    </div>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation();
  const word = useOpenWord();
  const types = [UNKNOWN_TYPE, ...MATERIAL_TYPES];
  return [
    {
      key: 'type',
      label: t('materials.type'),
      kind: 'many',
      primary: true,
      options: types.map((value) => ({ value, label: word('materialType', value) })),
    },
    { key: 'enabled', label: t('materials.enabled'), kind: 'flag', primary: true },
  ];
}

function Actions({ onAdd }: { onAdd: (() => void) | null }) {
  const { t } = useTranslation();
  return (
    <>
      <ExportMenu />
      {onAdd && (
        <>
          <ScopeLink className="btn btn-plain" to="/materials/import">
            {t('materials.import.open')}
          </ScopeLink>
          <button type="button" className="btn btn-primary" onClick={onAdd}>
            <Icon name="plus-lg" />
            {t('materials.add')}
          </button>
        </>
      )}
    </>
  );
}

/** Codes that machines name and nobody has described. */
function ToComplete() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(toCompleteQuery);
  const count = data?.pagination.total ?? 0;
  if (count === 0) return null;
  return (
    <Notice tone="minor">
      {t('materials.toComplete', { count, total: format.number(count) })}{' '}
      <ScopeLink to={`/materials?type=${UNKNOWN_TYPE}`}>{t('materials.showThem')}</ScopeLink>
    </Notice>
  );
}
