import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CreateMerchant, MERCHANT_STATUSES, UpdateMerchant, type Merchant } from '@coffee/contract/merchants';
import { queryKeys } from '../../api/query-keys';
import { CheckField, SelectField, TextField } from '../../ui/forms/inputs';
import { RowDrawer } from '../../ui/forms/row-drawer';
import { orNull, toNumber, type DtoForm } from '../../ui/forms/use-dto-form';
import { ZoneField } from '../../ui/forms/zone-field';
import { systemZone } from '../../ui/preferences';

/** Named after the body's paths, so that the server's refusals find their fields. */
interface Values {
  [field: string]: string | boolean;
  name: string;
  contact: string;
  status: string;
  settings_time_zone: string;
  settings_currency: string;
  settings_auto_refund_enabled: boolean;
  settings_auto_refund_max_amount: string;
  settings_auto_refund_max_per_device_day: string;
  settings_auto_refund_max_per_hour: string;
}

const DEFAULT_CURRENCY = 'CNY';

function toForm(merchant: Merchant | null): Values {
  const settings = merchant?.settings;
  return {
    name: merchant?.name ?? '',
    contact: merchant?.contact ?? '',
    status: merchant?.status ?? 'active',
    settings_time_zone: settings?.time_zone ?? systemZone(),
    settings_currency: settings?.currency ?? DEFAULT_CURRENCY,
    settings_auto_refund_enabled: settings?.auto_refund.enabled ?? false,
    settings_auto_refund_max_amount: settings?.auto_refund.max_amount.toString() ?? '0',
    settings_auto_refund_max_per_device_day: settings?.auto_refund.max_per_device_day.toString() ?? '0',
    settings_auto_refund_max_per_hour: settings?.auto_refund.max_per_hour.toString() ?? '0',
  };
}

function toBody(values: Values) {
  return {
    name: values.name.trim(),
    contact: orNull(values.contact),
    status: values.status,
    settings: {
      time_zone: values.settings_time_zone,
      currency: values.settings_currency.trim().toUpperCase(),
      auto_refund: {
        enabled: values.settings_auto_refund_enabled,
        max_amount: toNumber(values.settings_auto_refund_max_amount),
        max_per_device_day: toNumber(values.settings_auto_refund_max_per_device_day),
        max_per_hour: toNumber(values.settings_auto_refund_max_per_hour),
      },
    },
  };
}

export function MerchantDrawer({ merchant, onClose }: { merchant: Merchant | null; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const labels = {
    name: t('common.name'),
    contact: t('merchants.contact'),
    status: t('common.status'),
    settings_time_zone: t('merchants.timeZone'),
    settings_currency: t('merchants.currency'),
    settings_auto_refund_enabled: t('merchants.autoRefund'),
    settings_auto_refund_max_amount: t('merchants.maxAmount'),
    settings_auto_refund_max_per_device_day: t('merchants.maxPerDay'),
    settings_auto_refund_max_per_hour: t('merchants.maxPerHour'),
  };
  return (
    <RowDrawer<Merchant, Values, CreateMerchant | UpdateMerchant>
      title={merchant ? t('merchants.edit') : t('merchants.add')}
      row={merchant}
      path={merchant ? `/merchants/${merchant.id}` : '/merchants'}
      dto={merchant ? UpdateMerchant : CreateMerchant}
      toForm={toForm}
      toBody={toBody}
      labels={labels}
      submitLabel={merchant ? t('form.save') : t('merchants.create')}
      onSaved={() => client.invalidateQueries({ queryKey: queryKeys.merchants.all })}
      onClose={onClose}
    >
      {(form) => <Fields form={form} labels={labels} />}
    </RowDrawer>
  );
}

function Fields({
  form,
  labels,
}: {
  form: DtoForm<Values, CreateMerchant | UpdateMerchant>;
  labels: Record<string, string>;
}) {
  const { t } = useTranslation();
  const label = (name: string) => labels[name] ?? name;
  return (
    <>
      <TextField form={form} name="name" label={label('name')} />
      <TextField form={form} name="contact" label={label('contact')} optional />
      <SelectField
        form={form}
        name="status"
        label={label('status')}
        options={MERCHANT_STATUSES.map((value) => ({ value, label: t(`merchantStatus.${value}`) }))}
      />
      <div className="form-cols">
        <ZoneField
          form={form}
          name="settings_time_zone"
          label={label('settings_time_zone')}
          hint={t('merchants.timeZoneHint')}
        />
        <TextField
          form={form}
          name="settings_currency"
          label={label('settings_currency')}
          hint={t('merchants.currencyHint')}
        />
      </div>
      <div className="form-section">
        <CheckField
          form={form}
          name="settings_auto_refund_enabled"
          label={label('settings_auto_refund_enabled')}
          hint={t('merchants.autoRefundHint')}
        />
        <div className="form-cols">
          <TextField
            form={form}
            name="settings_auto_refund_max_amount"
            inputMode="decimal"
            label={label('settings_auto_refund_max_amount')}
          />
          <TextField
            form={form}
            name="settings_auto_refund_max_per_device_day"
            inputMode="numeric"
            label={label('settings_auto_refund_max_per_device_day')}
          />
        </div>
        <TextField
          form={form}
          name="settings_auto_refund_max_per_hour"
          inputMode="numeric"
          label={label('settings_auto_refund_max_per_hour')}
        />
      </div>
    </>
  );
}
