import { useId } from 'react';
import type { FieldError, FieldValues, Path } from 'react-hook-form';
import { FieldNotes, notesOf } from './field';
import type { DtoForm } from './use-dto-form';

interface Props<F extends FieldValues, D extends object> {
  form: DtoForm<F, D>;
  name: Path<F>;
  label: string;
  hint?: string;
  options: { value: string; label: string }[];
}

/** Any of several: the field's value is the list of those that are ticked. */
export function ChecksField<F extends FieldValues, D extends object>(props: Props<F, D>) {
  const { form, name, label, hint, options } = props;
  const id = useId();
  const error = form.formState.errors[name] as FieldError | undefined;
  return (
    <fieldset className="field" aria-describedby={notesOf(id, hint, error)}>
      <legend>{label}</legend>
      <div className="check-list">
        {options.map((option) => (
          <label key={option.value}>
            <input
              {...form.register(name)}
              type="checkbox"
              value={option.value}
              className="form-check-input"
              aria-invalid={error ? true : undefined}
            />
            {option.label}
          </label>
        ))}
      </div>
      <FieldNotes id={id} hint={hint} error={error} />
    </fieldset>
  );
}
