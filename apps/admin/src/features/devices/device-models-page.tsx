import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { COMMAND_TYPES } from '@coffee/contract/command-payloads';
import type { DeviceModel } from '@coffee/contract/device-models';
import { deviceModelsQuery } from '../../api/lookups';
import { queryKeys } from '../../api/query-keys';
import { useMay, useUser } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { AddButton } from '../../ui/add-button';
import type { Column } from '../../ui/data-table';
import { DeleteButton } from '../../ui/delete-button';
import { EmptyState } from '../../ui/empty-state';
import type { Filter } from '../../ui/filters';
import { ListPage } from '../../ui/list-page';
import { useListState, type ListSchema } from '../../ui/list-state';
import { RowButton } from '../../ui/row-button';
import { ScopeLink } from '../../ui/scope-link';
import { Badge } from '../../ui/status-mark';
import { DeviceModelDrawer } from './device-model-drawer';

const FIELDS = {
  query: { kind: 'text' },
  supports: { kind: 'many', values: COMMAND_TYPES },
  described: { kind: 'flag' },
} as const;
const SCHEMA: ListSchema<typeof FIELDS> = { fields: FIELDS, sorts: [], defaultSort: '' };
type Wanted = ReturnType<typeof useListState<typeof FIELDS>>['values'];

/** Models are few: all of them come at once, and the filters of the URL choose among them here. */
export function DeviceModelsPage() {
  const { t } = useTranslation();
  const list = useListState(SCHEMA);
  // Models are one for all merchants: who sees one merchant alone may only read them.
  const { merchant_id: own } = useUser();
  const mayEdit = useMay('device_models.manage') && own === null;
  const [editing, setEditing] = useState<DeviceModel | 'new' | null>(null);
  const query = useQuery({
    ...deviceModelsQuery,
    select: (models) => ({ items: models.filter((model) => fits(model, list.values)) }),
  });
  const filters: Filter[] = [
    {
      key: 'supports',
      label: t('models.supports'),
      kind: 'many',
      primary: true,
      options: COMMAND_TYPES.map((value) => ({ value, label: t(`commandType.${value}`) })),
    },
    { key: 'described', label: t('models.described'), kind: 'flag', primary: true },
  ];
  const columns = useColumns(mayEdit ? setEditing : null);
  return (
    <ListPage
      title={t('nav.models')}
      actions={mayEdit && <AddButton label={t('models.add')} onClick={() => setEditing('new')} />}
      list={list}
      filters={filters}
      searchLabel={t('models.search')}
      views={<p className="muted mb-0">{t('models.lead')}</p>}
      columns={columns}
      query={query}
      rowKey={({ model }) => model}
      card={(model) => <ModelCard model={model} onEdit={mayEdit ? setEditing : null} />}
      empty={<EmptyState icon="cup-hot" title={t('models.none')} text={t('models.noneText')} />}
    >
      {editing && (
        <DeviceModelDrawer model={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </ListPage>
  );
}

function fits(model: DeviceModel, { query, supports, described }: Wanted): boolean {
  const names = `${model.model} ${model.name ?? ''}`.toLowerCase();
  return (
    names.includes(query?.toLowerCase() ?? '') &&
    supports.every((type) => model.supported_commands.includes(type)) &&
    (described === null || described === model.described)
  );
}

type OnEdit = ((model: DeviceModel) => void) | null;

function ModelName({ model, onEdit }: { model: DeviceModel; onEdit: OnEdit }) {
  return (
    <>
      <RowButton row={model} label={model.model} onOpen={onEdit} />
      {model.name && <span className="cell-sub">{model.name}</span>}
    </>
  );
}

function Supported({ model }: { model: DeviceModel }) {
  const { t } = useTranslation();
  if (!model.described) return <Badge tone="minor">{t('models.undescribed')}</Badge>;
  if (model.supported_commands.length === 0) return <span className="muted">{t('models.nothing')}</span>;
  if (model.supported_commands.length === COMMAND_TYPES.length) return t('models.everything');
  return model.supported_commands.map((type) => t(`commandType.${type}`)).join(' · ');
}

function Machines({ model }: { model: DeviceModel }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (model.devices === 0) return <span className="muted">{format.number(0)}</span>;
  return (
    <ScopeLink
      className="above-link"
      to={`/devices?model=${encodeURIComponent(model.model)}`}
      aria-label={t('models.devicesOf', { count: model.devices, model: model.model })}
    >
      {format.number(model.devices)}
    </ScopeLink>
  );
}

function DeleteModel({ model }: { model: DeviceModel }) {
  const { t } = useTranslation();
  if (!model.described || model.devices > 0) return null;
  return (
    <DeleteButton
      path={`/device_models/${encodeURIComponent(model.model)}`}
      invalidate={[queryKeys.deviceModels]}
      name={model.model}
      action={t('models.delete')}
    >
      {t('models.deleteText')}
    </DeleteButton>
  );
}

function useColumns(onEdit: OnEdit): Column<DeviceModel>[] {
  const { t } = useTranslation();
  const columns: Column<DeviceModel>[] = [
    {
      key: 'model',
      header: t('models.model'),
      cell: (model) => <ModelName model={model} onEdit={onEdit} />,
    },
    {
      key: 'supports',
      header: t('models.supports'),
      wide: true,
      cell: (model) => <Supported model={model} />,
    },
    {
      key: 'devices',
      header: t('models.devices'),
      end: true,
      cell: (model) => <Machines model={model} />,
    },
  ];
  if (!onEdit) return columns;
  const actions: Column<DeviceModel> = {
    key: 'actions',
    header: t('common.actions'),
    end: true,
    cell: (model) => <DeleteModel model={model} />,
  };
  return [...columns, actions];
}

function ModelCard({ model, onEdit }: { model: DeviceModel; onEdit: OnEdit }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="row-card-head">
        <span>
          <ModelName model={model} onEdit={onEdit} />
        </span>
        {onEdit && <DeleteModel model={model} />}
      </div>
      <div className="row-card-facts">
        <span>
          {t('models.devices')} <Machines model={model} />
        </span>
        <span>
          <Supported model={model} />
        </span>
      </div>
    </>
  );
}
