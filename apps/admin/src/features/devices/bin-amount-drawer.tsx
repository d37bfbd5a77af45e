import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Bin } from '@coffee/contract/devices';
import { AdjustBin, RefillBin, WasteBin } from '@coffee/contract/stock';
import { api } from '../../api/client';
import { useAmount } from '../../ui/devices/bin-level';
import { Drawer } from '../../ui/drawer';
import { FormFrame } from '../../ui/forms/form-frame';
import { CheckField, TextField } from '../../ui/forms/inputs';
import { useUnsavedGuard } from '../../ui/forms/unsaved-guard';
import { orNull, showRefusal, toNumber, useDtoForm } from '../../ui/forms/use-dto-form';
import { showToast } from '../../ui/toasts';
import { binPath, binsChanged } from './devices.queries';

export type AmountAct = 'refill' | 'adjust' | 'waste';

interface Props {
  deviceId: string;
  bin: Bin;
  act: AmountAct;
  onClose: () => void;
}

interface Values {
  [field: string]: string | boolean;
  amount: string;
  remaining: string;
  to_full: boolean;
  note: string;
}

const DTO: Record<AmountAct, new () => object> = { refill: RefillBin, adjust: AdjustBin, waste: WasteBin };

function toBody(act: AmountAct, { amount, remaining, to_full, note }: Values): object {
  const words = { note: orNull(note) ?? undefined };
  if (act === 'adjust') return { remaining: toNumber(remaining), ...words };
  return act === 'refill' && to_full
    ? { to_full: true, ...words }
    : { amount: toNumber(amount) ?? undefined, ...words };
}

/** What was put in, counted or thrown away. */
export function BinAmountDrawer({ deviceId, bin, act, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const amount = useAmount();
  const form = useDtoForm<Values, object>({
    dto: DTO[act],
    values: { amount: '', remaining: '', to_full: act === 'refill' && bin.capacity !== null, note: '' },
    toBody: (values) => toBody(act, values),
  });
  const guard = useUnsavedGuard(form.formState.isDirty, onClose);
  const submit = async (body: object) => {
    try {
      const moved = await api<Bin>('POST', binPath(deviceId, bin.bin_index, act), { body });
      form.reset(form.getValues());
      showToast(
        'ok',
        t('stock.nowHolds', { index: bin.bin_index, amount: amount(moved.remaining, moved.unit) }),
      );
      await binsChanged(client, deviceId);
      onClose();
    } catch (error) {
      showRefusal(form, error);
    }
  };
  const unit = bin.unit ?? bin.material?.unit ?? '';
  const full = form.watch('to_full');
  return (
    <Drawer title={t(`stock.${act}Title`, { index: bin.bin_index })} open onClose={guard.leave}>
      <p className="muted">
        {t('stock.holds', {
          material: bin.material?.name ?? bin.material_code,
          amount: amount(bin.remaining, unit),
        })}
      </p>
      <FormFrame form={form} onSubmit={submit} submitLabel={t(`stock.${act}Do`)} onCancel={guard.leave}>
        {act === 'refill' && bin.capacity !== null && (
          <CheckField
            form={form}
            name="to_full"
            label={t('stock.toFull', { amount: amount(Math.max(0, bin.capacity - bin.remaining), unit) })}
          />
        )}
        {act === 'adjust' ? (
          <TextField
            form={form}
            name="remaining"
            label={t('stock.counted', { unit })}
            hint={t('stock.countedHint')}
            inputMode="decimal"
          />
        ) : (
          !(act === 'refill' && full) && (
            <TextField form={form} name="amount" label={t('stock.amount', { unit })} inputMode="decimal" />
          )
        )}
        <TextField form={form} name="note" label={t('stock.note')} optional />
      </FormFrame>
      {guard.dialog}
    </Drawer>
  );
}
