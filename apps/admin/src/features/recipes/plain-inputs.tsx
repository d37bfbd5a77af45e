// Fields of the editor: their values live in the draft, not in a form.
import type { FieldError } from 'react-hook-form';
import type { ValidationIssue } from '@coffee/contract/errors';
import { Field } from '../../ui/forms/field';

interface Props {
  label: string;
  value: string;
  issue: ValidationIssue | undefined;
  disabled: boolean;
  hint?: string;
  optional?: boolean;
  onChange: (value: string) => void;
}

export function faultOf(issue: ValidationIssue | undefined): FieldError | undefined {
  return issue && { type: issue.rule as FieldError['type'], message: issue.message };
}

export function PlainText(props: Props & { inputMode?: 'decimal' | 'numeric'; lines?: number }) {
  const { label, value, issue, disabled, hint, optional, onChange, inputMode, lines } = props;
  const className = `form-control ${issue ? 'is-invalid' : ''}`;
  return (
    <Field label={label} hint={hint} optional={optional} error={faultOf(issue)}>
      {(ids) =>
        lines ? (
          <textarea
            {...ids}
            rows={lines}
            className={className}
            value={value}
            readOnly={disabled}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            {...ids}
            inputMode={inputMode}
            autoComplete="off"
            className={className}
            value={value}
            readOnly={disabled}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}

export function PlainSelect(props: Props & { options: { value: string; label: string }[] }) {
  const { label, value, issue, disabled, hint, optional, onChange, options } = props;
  const isKnown = options.some((option) => option.value === value);
  return (
    <Field label={label} hint={hint} optional={optional} error={faultOf(issue)}>
      {(ids) => (
        <select
          {...ids}
          className={`form-select ${issue ? 'is-invalid' : ''}`}
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
        >
          {!isKnown && <option value={value}>{value}</option>}
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
