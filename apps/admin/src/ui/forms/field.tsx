import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldError } from 'react-hook-form';
import { StatusMark } from '../status-mark';

/** The rule that is broken, in the reader's language; its number comes out of the rule's own message. */
export function useRuleText(): (error: { type?: unknown; message?: string | undefined }) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    const rule = String(error.type);
    const count = Number(/\d+/.exec(error.message ?? '')?.[0] ?? 0);
    const key = `validation.${rule}` as 'validation.isEmail';
    return i18n.exists(key) ? t(key, { count, replace: { count } }) : t('validation.other');
  };
}

export interface FieldIds {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface Props {
  label: string;
  hint?: string | undefined;
  optional?: boolean | undefined;
  error?: FieldError | undefined;
  children: (ids: FieldIds) => ReactNode;
}

/** Label, control, hint and fault, bound together for assistive technology. */
export function Field({ label, hint, optional, error, children }: Props) {
  const { t } = useTranslation();
  const ruleText = useRuleText();
  const id = useId();
  // A nested error (one tag of many) carries its rule one level deeper.
  const shown =
    error && !error.type
      ? (Object.values(error).find((part) => typeof part === 'object') as FieldError | undefined)
      : error;
  const describedBy = [hint && `${id}-hint`, shown && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {optional && <span className="optional">{t('form.optional')}</span>}
      </label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': shown ? true : undefined,
      })}
      {hint && (
        <span id={`${id}-hint`} className="field-hint">
          {hint}
        </span>
      )}
      {shown && (
        <span id={`${id}-error`} className="field-error">
          <StatusMark tone="critical" />
          {ruleText(shown)}
        </span>
      )}
    </div>
  );
}
