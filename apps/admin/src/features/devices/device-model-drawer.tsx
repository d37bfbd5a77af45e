import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { COMMAND_TYPES, type CommandType } from '@coffee/contract/command-payloads';
import { UpdateDeviceModel, type DeviceModel } from '@coffee/contract/device-models';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { Drawer } from '../../ui/drawer';
import { FormFrame } from '../../ui/forms/form-frame';
import { CheckField, TextField } from '../../ui/forms/inputs';
import { useUnsavedGuard } from '../../ui/forms/unsaved-guard';
import { orNull, showRefusal, useDtoForm } from '../../ui/forms/use-dto-form';
import { Notice } from '../../ui/notice';
import { showToast } from '../../ui/toasts';

type Values = { model: string; name: string } & Record<CommandType, boolean>;

function toForm(model: DeviceModel | null): Values {
  const supported = model?.supported_commands ?? COMMAND_TYPES;
  const switches = Object.fromEntries(COMMAND_TYPES.map((type) => [type, supported.includes(type)]));
  return {
    model: model?.model ?? '',
    name: model?.name ?? '',
    ...(switches as Record<CommandType, boolean>),
  };
}

/** Describes a model. What is not ticked is never sent to its machines. */
export function DeviceModelDrawer({ model, onClose }: { model: DeviceModel | null; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useDtoForm<Values, UpdateDeviceModel>({
    dto: UpdateDeviceModel,
    values: toForm(model),
    toBody: (values) => ({
      model: values.model.trim(),
      name: orNull(values.name),
      supported_commands: COMMAND_TYPES.filter((type) => values[type]),
    }),
  });
  const guard = useUnsavedGuard(form.formState.isDirty, onClose);
  const title = model ? t('models.edit') : t('models.add');
  const submit = async (body: UpdateDeviceModel) => {
    try {
      // A new one has no version: under 0 one that somebody described meanwhile is not overwritten.
      const models = await api<DeviceModel[]>('PUT', '/device_models', {
        body,
        version: model?.version ?? 0,
      });
      client.setQueryData(queryKeys.deviceModels, models);
      form.reset(form.getValues());
      showToast('ok', t('form.saved'));
      onClose();
    } catch (error) {
      showRefusal(form, error);
    }
  };
  return (
    <Drawer title={title} open onClose={guard.leave}>
      <FormFrame
        form={form}
        onSubmit={submit}
        submitLabel={model ? t('form.save') : title}
        onCancel={guard.leave}
      >
        {model && !model.described && <Notice tone="minor">{t('models.undescribedText')}</Notice>}
        <TextField
          form={form}
          name="model"
          label={t('models.model')}
          hint={t('models.modelHint')}
          disabled={model !== null}
        />
        <TextField form={form} name="name" label={t('models.name')} optional />
        <fieldset className="form-grid">
          <legend className="field-legend">{t('models.supports')}</legend>
          {COMMAND_TYPES.map((type) => (
            <CheckField
              key={type}
              form={form}
              name={type}
              label={t(`commandType.${type}`)}
              hint={t(`commandEffect.${type}`)}
            />
          ))}
        </fieldset>
        <p className="muted mb-0">{t('models.effect')}</p>
      </FormFrame>
      {guard.dialog}
    </Drawer>
  );
}
