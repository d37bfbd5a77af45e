import { useId } from 'react';
import type { FieldError, FieldValues, Path } from 'react-hook-form';
import { Field } from './field';
import type { DtoForm } from './use-dto-form';

interface Props<F extends FieldValues, D extends object> {
  form: DtoForm<F, D>;
  name: Path<F>;
  label: string;
  hint?: string;
}

/** A time zone by name, with the ones that the browser knows to choose from. */
export function ZoneField<F extends FieldValues, D extends object>({ form, name, label, hint }: Props<F, D>) {
  const list = useId();
  const error = form.formState.errors[name] as FieldError | undefined;
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <>
          <input
            {...ids}
            {...form.register(name)}
            list={list}
            autoComplete="off"
            className={`form-control ${error ? 'is-invalid' : ''}`}
          />
          <datalist id={list}>
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
