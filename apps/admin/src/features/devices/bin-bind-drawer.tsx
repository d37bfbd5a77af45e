import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Bin } from '@coffee/contract/devices';
import { BindBin, MAX_BIN_INDEX } from '@coffee/contract/stock';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { materialOptions } from '../../api/lookups';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Drawer } from '../../ui/drawer';
import { FormFrame } from '../../ui/forms/form-frame';
import { SelectField, TextField } from '../../ui/forms/inputs';
import { useUnsavedGuard } from '../../ui/forms/unsaved-guard';
import { showRefusal, toNumber, useDtoForm } from '../../ui/forms/use-dto-form';
import { Notice } from '../../ui/notice';
import { showToast } from '../../ui/toasts';
import { binPath, binsChanged } from './devices.queries';

interface Props {
  deviceId: string;
  /** Null: a bin that the machine has not told of. */
  bin: Bin | null;
  freeIndex: number;
  onClose: () => void;
}

/** Says what is in a bin, how much fits, and when it counts as low; or frees it. */
export function BinBindDrawer({ deviceId, bin, freeIndex, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const materials = useQuery(materialOptions).data?.items ?? [];
  const form = useDtoForm({
    dto: BindBin,
    values: {
      bin_index: String(bin?.bin_index ?? freeIndex),
      material_code: bin?.material_code ?? '',
      capacity: bin?.capacity?.toString() ?? '',
      unit: bin?.unit ?? '',
      threshold_low_pct: String(bin?.threshold_low_pct ?? 20),
    },
    toBody: (values) => ({
      material_code: values.material_code,
      capacity: toNumber(values.capacity),
      unit: values.unit || materials.find(({ code }) => code === values.material_code)?.unit,
      threshold_low_pct: toNumber(values.threshold_low_pct) ?? undefined,
    }),
  });
  const guard = useUnsavedGuard(form.formState.isDirty, onClose);
  const submit = async (body: BindBin) => {
    const index = Number(form.getValues('bin_index'));
    if (!Number.isInteger(index) || index < 0 || index > MAX_BIN_INDEX)
      return form.setError('bin_index', { type: 'isInt' }, { shouldFocus: true });
    try {
      await api<Bin>('PUT', binPath(deviceId, index, 'bind'), { body });
      form.reset(form.getValues());
      showToast('ok', t('stock.bound', { index, material: body.material_code }));
      await binsChanged(client, deviceId);
      onClose();
    } catch (error) {
      showRefusal(form, error);
    }
  };
  const code = form.watch('material_code');
  const isOther = bin !== null && bin.material_code !== null && code !== bin.material_code;
  return (
    <Drawer title={t('stock.bindTitle')} open onClose={guard.leave}>
      <FormFrame form={form} onSubmit={submit} submitLabel={t('stock.bindDo')} onCancel={guard.leave}>
        <TextField
          form={form}
          name="bin_index"
          label={t('stock.binIndex')}
          inputMode="numeric"
          disabled={bin !== null}
        />
        <SelectField
          form={form}
          name="material_code"
          label={t('stock.material')}
          options={materials.map((each) => ({ value: each.code, label: `${each.name} (${each.code})` }))}
        />
        {isOther && <Notice tone="minor">{t('stock.emptiedFirst')}</Notice>}
        <div className="form-cols">
          <TextField form={form} name="capacity" label={t('stock.capacity')} inputMode="decimal" />
          <TextField form={form} name="unit" label={t('stock.unit')} hint={t('stock.unitHint')} />
        </div>
        <TextField
          form={form}
          name="threshold_low_pct"
          label={t('stock.threshold')}
          hint={t('stock.thresholdHint')}
          inputMode="decimal"
        />
      </FormFrame>
      {bin !== null && bin.material_code !== null && (
        <FreeButton deviceId={deviceId} bin={bin} onDone={onClose} />
      )}
      {guard.dialog}
    </Drawer>
  );
}

function FreeButton({ deviceId, bin, onDone }: { deviceId: string; bin: Bin; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const free = async () => {
    try {
      await api<Bin>('DELETE', binPath(deviceId, bin.bin_index, 'bind'));
      showToast('ok', t('stock.freed', { index: bin.bin_index }));
      await binsChanged(client, deviceId);
      onDone();
    } catch (error) {
      setAsking(false);
      showToast('critical', t(`error.${toApiError(error).code}`), toApiError(error).requestId);
    }
  };
  return (
    <div className="form-section">
      <button type="button" className="btn btn-link-danger" onClick={() => setAsking(true)}>
        {t('stock.free', { index: bin.bin_index })}
      </button>
      <ConfirmDialog
        open={asking}
        title={t('stock.free', { index: bin.bin_index })}
        action={t('stock.free', { index: bin.bin_index })}
        danger
        onConfirm={() => void free()}
        onCancel={() => setAsking(false)}
      >
        {t('stock.freeText')}
      </ConfirmDialog>
    </div>
  );
}
