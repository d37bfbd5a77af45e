import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LIFECYCLES, UpdateDevice, type Device } from '@coffee/contract/devices';
import { useLocationOptions, useMerchantOptions } from '../../api/lookups';
import { queryKeys } from '../../api/query-keys';
import { useUser } from '../../api/session';
import { SelectField, TextField } from '../../ui/forms/inputs';
import { RowDrawer } from '../../ui/forms/row-drawer';
import { orNull, type DtoForm } from '../../ui/forms/use-dto-form';
import { devicePath } from './devices.queries';

interface Values {
  [field: string]: string;
  alias: string;
  merchant_id: string;
  location_id: string;
  address: string;
  tags: string;
  lifecycle: string;
}

function toForm(device: Device | null): Values {
  return {
    alias: device?.alias ?? '',
    merchant_id: device?.merchant_id?.toString() ?? '',
    location_id: device?.location_id?.toString() ?? '',
    address: device?.address ?? '',
    tags: device?.tags.join(', ') ?? '',
    lifecycle: device?.lifecycle ?? 'active',
  };
}

function toBody(values: Values) {
  return {
    alias: orNull(values.alias),
    merchant_id: values.merchant_id ? Number(values.merchant_id) : null,
    location_id: values.location_id ? Number(values.location_id) : null,
    address: orNull(values.address),
    tags: [...new Set(values.tags.split(/[,，]/).map((tag) => tag.trim()))].filter(Boolean),
    lifecycle: values.lifecycle,
  };
}

export function DeviceEditDrawer({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const labels = {
    alias: t('devices.alias'),
    merchant_id: t('devices.merchant'),
    location_id: t('devices.location'),
    address: t('devices.address'),
    tags: t('devices.tags'),
    lifecycle: t('devices.lifecycle'),
  };
  return (
    <RowDrawer<Device, Values, UpdateDevice>
      title={t('devices.edit')}
      row={device}
      path={devicePath(device.device_id)}
      dto={UpdateDevice}
      toForm={toForm}
      toBody={toBody}
      labels={labels}
      submitLabel={t('form.save')}
      onSaved={() => client.invalidateQueries({ queryKey: queryKeys.devices.all })}
      onClose={onClose}
    >
      {(form) => <Fields form={form} labels={labels} />}
    </RowDrawer>
  );
}

type Labels = Record<'alias' | 'merchant_id' | 'location_id' | 'address' | 'tags' | 'lifecycle', string>;

function Fields({ form, labels }: { form: DtoForm<Values, UpdateDevice>; labels: Labels }) {
  const { t } = useTranslation();
  const { merchant_id: own } = useUser();
  const merchants = useMerchantOptions();
  const merchant = form.watch('merchant_id');
  const locations = useLocationOptions(merchant ? Number(merchant) : null);
  return (
    <>
      <TextField form={form} name="alias" label={labels.alias} hint={t('devices.aliasHint')} optional />
      {own === null && (
        <SelectField
          form={form}
          name="merchant_id"
          label={labels.merchant_id}
          none={t('devices.unbound')}
          options={merchants}
        />
      )}
      <SelectField
        form={form}
        name="location_id"
        label={labels.location_id}
        none={t('devices.noLocation')}
        options={locations}
      />
      <TextField form={form} name="address" label={labels.address} optional />
      <TextField form={form} name="tags" label={labels.tags} hint={t('devices.tagsHint')} optional />
      <SelectField
        form={form}
        name="lifecycle"
        label={labels.lifecycle}
        hint={t('devices.lifecycleHint')}
        options={LIFECYCLES.map((value) => ({ value, label: t(`lifecycle.${value}`) }))}
      />
    </>
  );
}
