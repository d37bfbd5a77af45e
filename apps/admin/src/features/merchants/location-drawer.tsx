import { useQueryClient } from '@tanstack/react-query';
import type { FieldError } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { CreateLocation, UpdateLocation, type Location } from '@coffee/contract/merchants';
import { useMerchantOptions } from '../../api/lookups';
import { queryKeys } from '../../api/query-keys';
import { useUser } from '../../api/session';
import { SelectField, TextField } from '../../ui/forms/inputs';
import { RowDrawer } from '../../ui/forms/row-drawer';
import { orNull, toNumber, type DtoForm } from '../../ui/forms/use-dto-form';
import { ZoneField } from '../../ui/forms/zone-field';
import { HoursEditor } from './hours-editor';
import { hoursOf, hoursText } from './hours-form';
import { useHoursInWords } from './hours-words';

interface Values {
  [field: string]: string;
  merchant_id: string;
  name: string;
  address: string;
  lat: string;
  lng: string;
  time_zone: string;
  /** See hours-form: empty where it is always open. */
  opening_hours: string;
}

export function LocationDrawer({ location, onClose }: { location: Location | null; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { merchant_id: own } = useUser();
  const inWords = useHoursInWords();
  const labels = {
    merchant_id: t('devices.merchant'),
    name: t('common.name'),
    address: t('devices.address'),
    lat: t('locations.lat'),
    lng: t('locations.lng'),
    time_zone: t('merchants.timeZone'),
    opening_hours: t('hours.title'),
  };
  const toForm = (row: Location | null): Values => ({
    merchant_id: (row?.merchant_id ?? own ?? '').toString(),
    name: row?.name ?? '',
    address: row?.address ?? '',
    lat: row?.lat?.toString() ?? '',
    lng: row?.lng?.toString() ?? '',
    time_zone: row?.time_zone ?? '',
    opening_hours: hoursText(row?.opening_hours ?? null),
  });
  const toBody = (values: Values) => ({
    // A place stays with its merchant.
    ...(location ? {} : { merchant_id: toNumber(values.merchant_id) }),
    name: values.name.trim(),
    address: orNull(values.address),
    lat: toNumber(values.lat),
    lng: toNumber(values.lng),
    ...(values.time_zone.trim() ? { time_zone: values.time_zone.trim() } : {}),
    opening_hours: hoursOf(values.opening_hours),
  });
  return (
    <RowDrawer<Location, Values, CreateLocation | UpdateLocation>
      title={location ? t('locations.edit') : t('locations.add')}
      row={location}
      path={location ? `/locations/${location.id}` : '/locations'}
      dto={location ? UpdateLocation : CreateLocation}
      toForm={toForm}
      toBody={toBody}
      labels={labels}
      toShown={(values) => ({ ...values, opening_hours: inWords(hoursOf(values.opening_hours)) })}
      submitLabel={location ? t('form.save') : t('locations.create')}
      onSaved={() => client.invalidateQueries({ queryKey: queryKeys.locations.all })}
      onClose={onClose}
    >
      {(form) => <Fields form={form} labels={labels} withMerchant={!location && own === null} />}
    </RowDrawer>
  );
}

interface FieldsProps {
  form: DtoForm<Values, CreateLocation | UpdateLocation>;
  labels: Record<'merchant_id' | 'name' | 'address' | 'lat' | 'lng' | 'time_zone', string>;
  withMerchant: boolean;
}

function Fields({ form, labels, withMerchant }: FieldsProps) {
  const { t } = useTranslation();
  const merchants = useMerchantOptions();
  return (
    <>
      {withMerchant && (
        <SelectField form={form} name="merchant_id" label={labels.merchant_id} options={merchants} />
      )}
      <TextField form={form} name="name" label={labels.name} />
      <TextField form={form} name="address" label={labels.address} optional />
      <div className="form-cols">
        <TextField
          form={form}
          name="lat"
          inputMode="decimal"
          label={labels.lat}
          hint={t('locations.degrees')}
          optional
        />
        <TextField
          form={form}
          name="lng"
          inputMode="decimal"
          label={labels.lng}
          hint={t('locations.degrees')}
          optional
        />
      </div>
      <ZoneField form={form} name="time_zone" label={labels.time_zone} hint={t('locations.zoneHint')} />
      <input type="hidden" {...form.register('opening_hours')} />
      <HoursEditor
        value={form.watch('opening_hours')}
        onChange={(value) =>
          form.setValue('opening_hours', value, {
            shouldDirty: true,
            shouldValidate: form.formState.isSubmitted,
          })
        }
        error={hoursError(form.formState.errors)}
      />
    </>
  );
}

/** Rules of spans and dates have no field of their own on the form. */
function hoursError(errors: object) {
  const [, error] = Object.entries(errors).find(([name]) => name.startsWith('opening_hours')) ?? [];
  return error as FieldError | undefined;
}
