import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldError } from 'react-hook-form';
import { StatusMark } from '../status-mark';

/** The rule that is broken, in the reader's language; its number comes out of the rule's own message. */
export function useRuleText(): (error: { type?: unknown; message?: string | undefined }) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    const rule = String(error.type);
    const count = Number(/\d+(\.\d+)?/.exec(error.message ?? '')?.[0] ?? 0);
    const key = `validation.${rule}`;
    return i18n.exists(key, { count })
      ? (t as (key: string, values: object) => string)(key, { count })
      : t('validation.other');
  };
}

export interface FieldIds {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface NotesProps {
  id: string;
  hint: string | undefined;
  error: FieldError | undefined;
}

/** Names the notes that are there, for `aria-describedby`. */
export function notesOf(id: string, hint: string | undefined, error: FieldError | undefined) {
  return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
}

/** What stands under a control: what it is for, and what is wrong. */
export function FieldNotes({ id, hint, error }: NotesProps) {
  const ruleText = useRuleText();
  return (
    <>
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
    </>
  );
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
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {optional && <span className="optional">{t('form.optional')}</span>}
      </label>
      {children({
        id,
        'aria-describedby': notesOf(id, hint, error),
        'aria-invalid': error ? true : undefined,
      })}
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  );
}
