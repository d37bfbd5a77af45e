import { useId } from 'react';
import type { FieldError, FieldValues, Path } from 'react-hook-form';
import { StatusMark } from '../status-mark';
import { useRuleText } from './field';
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
  const ruleText = useRuleText();
  const id = useId();
  const error = form.formState.errors[name] as FieldError | undefined;
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <fieldset className="field" aria-describedby={describedBy || undefined}>
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
      {hint && (
        <span id={`${id}-hint`} className="field-hint">
          {hint}
        </span>
      )}
      {error && (
        <span id={`${id}-error`} className="field-error">
          <StatusMark tone="critical" />
          {ruleText(error)}
        </span>
      )}
    </fieldset>
  );
}
