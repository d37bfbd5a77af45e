import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  CreateMaterial,
  MATERIAL_TYPES,
  type Material,
  UNKNOWN_TYPE,
  UpdateMaterial,
} from '@coffee/contract/materials';
import { queryKeys } from '../../api/query-keys';
import { useOpenWord } from '../../i18n/open-word';
import { CheckField, SelectField, TextField } from '../../ui/forms/inputs';
import { RowDrawer } from '../../ui/forms/row-drawer';
import { orNull, toNumber, type DtoForm } from '../../ui/forms/use-dto-form';
import { Notice } from '../../ui/notice';
import { materialPath } from './materials.queries';

interface Values {
  [field: string]: string | boolean;
  code: string;
  name: string;
  type: string;
  unit: string;
  density: string;
  cost_per_1000: string;
  enabled: boolean;
}

const toForm = (row: Material | null): Values => ({
  code: row?.code ?? '',
  name: row?.name ?? '',
  // Whoever completes it has to say what it is.
  type: row && row.type !== UNKNOWN_TYPE ? row.type : '',
  unit: row?.unit ?? 'g',
  density: row?.density?.toString() ?? '',
  cost_per_1000: row?.cost_per_1000?.toString() ?? '',
  enabled: row?.enabled ?? true,
});

export function MaterialDrawer({ material, onClose }: { material: Material | null; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const labels = {
    code: t('materials.code'),
    name: t('common.name'),
    type: t('materials.type'),
    unit: t('materials.unit'),
    density: t('materials.density'),
    cost_per_1000: t('materials.costPer1000'),
    enabled: t('materials.enabled'),
  };
  const toBody = ({ code, name, type, unit, density, cost_per_1000: cost, enabled }: Values) => ({
    // Machines and recipes know it by its code.
    ...(material ? {} : { code: code.trim() }),
    name: name.trim(),
    type,
    unit: unit.trim(),
    density: toNumber(density),
    cost_per_1000: orNull(cost),
    enabled,
  });
  return (
    <RowDrawer<Material, Values, CreateMaterial | UpdateMaterial>
      title={material ? t('materials.edit') : t('materials.add')}
      row={material}
      path={material ? materialPath(material.id) : '/materials'}
      method="PUT"
      dto={material ? UpdateMaterial : CreateMaterial}
      toForm={toForm}
      toBody={toBody}
      labels={labels}
      submitLabel={material ? t('form.save') : t('materials.create')}
      onSaved={() => client.invalidateQueries({ queryKey: queryKeys.materials.all })}
      onClose={onClose}
    >
      {(form) => <Fields form={form} labels={labels} material={material} />}
    </RowDrawer>
  );
}

interface FieldsProps {
  form: DtoForm<Values, CreateMaterial | UpdateMaterial>;
  labels: Record<'code' | 'name' | 'type' | 'unit' | 'density' | 'cost_per_1000' | 'enabled', string>;
  material: Material | null;
}

function Fields({ form, labels, material }: FieldsProps) {
  const { t } = useTranslation();
  const word = useOpenWord();
  const types = MATERIAL_TYPES.map((value) => ({ value, label: word('materialType', value) }));
  return (
    <>
      {material?.type === UNKNOWN_TYPE && <Notice tone="minor">{t('materials.completeText')}</Notice>}
      <TextField
        form={form}
        name="code"
        label={labels.code}
        hint={t('materials.codeHint')}
        disabled={material !== null}
      />
      <TextField form={form} name="name" label={labels.name} />
      <div className="form-cols">
        <SelectField form={form} name="type" label={labels.type} options={types} />
        <TextField form={form} name="unit" label={labels.unit} hint={t('materials.unitHint')} />
      </div>
      <div className="form-cols">
        <TextField
          form={form}
          name="cost_per_1000"
          inputMode="decimal"
          label={labels.cost_per_1000}
          hint={t('materials.costHint')}
          optional
        />
        <TextField
          form={form}
          name="density"
          inputMode="decimal"
          label={labels.density}
          hint={t('materials.densityHint')}
          optional
        />
      </div>
      <CheckField form={form} name="enabled" label={labels.enabled} hint={t('materials.enabledHint')} />
    </>
  );
}
