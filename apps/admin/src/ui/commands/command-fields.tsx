import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FieldError, Path, UseFormReturn } from 'react-hook-form';
import { SYNC_TYPES, type CommandType } from '@coffee/contract/command-payloads';
import { DEFAULT_COMMAND_TTL_SECONDS, PHYSICAL_COMMANDS } from '@coffee/contract/commands';
import { packageOptions } from '../../api/lookups';
import { useFormat } from '../../i18n/format';
import { Field } from '../forms/field';
import { SelectField, TextField } from '../forms/inputs';
import type { DtoForm } from '../forms/use-dto-form';
import type { CommandValues } from './command-form';

interface Props<F extends CommandValues, D extends object> {
  form: DtoForm<F, D>;
  type: CommandType;
}

/** A form that holds at least a command's fields, as one that holds just these. */
function commandPart<F extends CommandValues, D extends object>(
  form: DtoForm<F, D>,
): DtoForm<CommandValues, D> {
  return form as unknown as UseFormReturn<CommandValues, unknown, D>;
}

/** What a command of this type is told. */
export function PayloadFields<F extends CommandValues, D extends object>(props: Props<F, D>) {
  const { t } = useTranslation();
  const form = commandPart(props.form);
  const label = (field: Path<CommandValues>) => ({ form, name: field, label: t(`commandField.${field}`) });
  switch (props.type) {
    case 'make_product':
      return (
        <>
          <TextField {...label('payload_recipe_id')} hint={t('commandField.recipeHint')} />
          <LinesField {...label('payload_options')} hint={t('commandField.optionsHint')} optional />
        </>
      );
    case 'open_door':
      return (
        <TextField
          {...label('payload_duration_seconds')}
          inputMode="numeric"
          hint={t('commandField.durationHint')}
        />
      );
    case 'upgrade':
      return <PackageField form={form} />;
    case 'sync':
      return (
        <SelectField
          {...label('payload_sync_types')}
          none={t('commandField.syncAll')}
          options={SYNC_TYPES.map((value) => ({ value, label: t(`syncType.${value}`) }))}
        />
      );
    case 'set_params':
      return <LinesField {...label('payload_params')} hint={t('commandField.paramsHint')} />;
    case 'restart':
      return <TextField {...label('payload_reason')} hint={t('commandField.reasonHint')} optional />;
  }
}

/** The newest packages; an older one that the address names stays chosen. */
function PackageField<D extends object>({ form }: { form: DtoForm<CommandValues, D> }) {
  const { t } = useTranslation();
  const { data } = useQuery(packageOptions);
  return (
    <SelectField
      form={form}
      name="payload_package_id"
      label={t('commandField.payload_package_id')}
      hint={t('commandField.packageHint')}
      options={(data?.items ?? []).map(({ package_id, name, version }) => ({
        value: package_id,
        label: `${name} ${version}`,
      }))}
    />
  );
}

interface LinesProps<D extends object> {
  form: DtoForm<CommandValues, D>;
  name: Path<CommandValues>;
  label: string;
  hint: string;
  optional?: boolean;
}

function LinesField<D extends object>({ form, name, label, hint, optional }: LinesProps<D>) {
  const error = form.formState.errors[name] as FieldError | undefined;
  return (
    <Field label={label} hint={hint} optional={optional} error={error}>
      {(ids) => (
        <textarea
          {...ids}
          {...form.register(name)}
          rows={3}
          spellCheck={false}
          className={`form-control mono ${error ? 'is-invalid' : ''}`}
        />
      )}
    </Field>
  );
}

const HOUR = 3600;
const DAY = 24 * HOUR;
const LIFETIMES = [300, HOUR, 6 * HOUR, DAY, 3 * DAY, DEFAULT_COMMAND_TTL_SECONDS, 30 * DAY];

/** How long a command is good for, and how often it may be handed out. */
export function DeliveryFields<F extends CommandValues, D extends object>(props: Props<F, D>) {
  const { t } = useTranslation();
  const format = useFormat();
  const form = commandPart(props.form);
  return (
    <div className="form-cols">
      <SelectField
        form={form}
        name="ttl_seconds"
        label={t('commandField.ttl_seconds')}
        hint={t('commandField.ttlHint')}
        options={LIFETIMES.map((seconds) => ({ value: seconds, label: format.duration(seconds) }))}
      />
      {!PHYSICAL_COMMANDS.includes(props.type) && (
        <TextField
          form={form}
          name="max_attempts"
          inputMode="numeric"
          label={t('commandField.max_attempts')}
          hint={t('commandField.attemptsHint')}
        />
      )}
    </div>
  );
}
