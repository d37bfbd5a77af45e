import { useState, type HTMLInputTypeAttribute } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldError, FieldValues, Path } from 'react-hook-form';
import { Icon } from '../icon';
import { Field } from './field';
import type { DtoForm } from './use-dto-form';

interface InputProps<F extends FieldValues, D extends object> {
  form: DtoForm<F, D>;
  name: Path<F>;
  label: string;
  hint?: string;
  optional?: boolean;
  disabled?: boolean;
}

function errorOf<F extends FieldValues, D extends object>(
  form: DtoForm<F, D>,
  name: Path<F>,
): FieldError | undefined {
  return form.formState.errors[name] as FieldError | undefined;
}

interface TextProps<F extends FieldValues, D extends object> extends InputProps<F, D> {
  type?: HTMLInputTypeAttribute;
  autoComplete?: string;
  inputMode?: 'decimal' | 'numeric' | 'email';
}

export function TextField<F extends FieldValues, D extends object>(props: TextProps<F, D>) {
  const {
    form,
    name,
    label,
    hint,
    optional,
    disabled,
    type = 'text',
    autoComplete = 'off',
    inputMode,
  } = props;
  const error = errorOf(form, name);
  return (
    <Field label={label} hint={hint} optional={optional} error={error}>
      {(ids) => (
        <input
          {...ids}
          {...form.register(name)}
          type={type}
          inputMode={inputMode}
          autoComplete={autoComplete}
          readOnly={disabled}
          className={`form-control ${error ? 'is-invalid' : ''}`}
        />
      )}
    </Field>
  );
}

export function PasswordField<F extends FieldValues, D extends object>(
  props: InputProps<F, D> & { autoComplete: string },
) {
  const { form, name, label, hint, optional, autoComplete } = props;
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const error = errorOf(form, name);
  return (
    <Field label={label} hint={caps ? t('form.capsLock') : hint} optional={optional} error={error}>
      {(ids) => (
        <div className="input-button">
          <input
            {...ids}
            {...form.register(name)}
            type={shown ? 'text' : 'password'}
            autoComplete={autoComplete}
            className={`form-control ${error ? 'is-invalid' : ''}`}
            onKeyUp={(event) => setCaps(event.getModifierState('CapsLock'))}
          />
          <button
            type="button"
            className="btn btn-quiet btn-icon btn-dense"
            aria-pressed={shown}
            aria-label={t('form.showPassword')}
            onClick={() => setShown(!shown)}
          >
            <Icon name={shown ? 'eye-slash' : 'eye'} />
          </button>
        </div>
      )}
    </Field>
  );
}

interface SelectProps<F extends FieldValues, D extends object> extends InputProps<F, D> {
  options: { value: string | number; label: string }[];
  /** The word for no choice; without it one must be chosen. */
  none?: string;
}

export function SelectField<F extends FieldValues, D extends object>(props: SelectProps<F, D>) {
  const { form, name, label, hint, optional, disabled, options, none } = props;
  const error = errorOf(form, name);
  // Controlled: options often come later than the value they name.
  const value = form.watch(name) as string;
  const known = value === '' || options.some((option) => String(option.value) === value);
  return (
    <Field label={label} hint={hint} optional={optional} error={error}>
      {(ids) => (
        <select
          {...ids}
          {...form.register(name)}
          value={value}
          disabled={disabled}
          className={`form-select ${error ? 'is-invalid' : ''}`}
        >
          {(none !== undefined || value === '') && <option value="">{none ?? ''}</option>}
          {!known && <option value={value}>{value}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function CheckField<F extends FieldValues, D extends object>({
  form,
  name,
  label,
  hint,
  disabled,
}: InputProps<F, D>) {
  return (
    <label className="form-check">
      <input {...form.register(name)} type="checkbox" className="form-check-input" disabled={disabled} />
      <span>{label}</span>
      {hint && <span className="field-hint d-block">{hint}</span>}
    </label>
  );
}
