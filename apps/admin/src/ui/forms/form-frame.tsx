import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldValues } from 'react-hook-form';
import type { ApiErrorCode } from '../../api/api-error';
import { Notice } from '../notice';
import type { DtoForm } from './use-dto-form';

interface Props<F extends FieldValues, D extends object> {
  form: DtoForm<F, D>;
  onSubmit: (body: D) => Promise<void>;
  submitLabel: string;
  onCancel?: () => void;
  children: ReactNode;
  wide?: boolean;
}

/** The form itself: a refusal that belongs to no field on top, the buttons at the end. */
export function FormFrame<F extends FieldValues, D extends object>(props: Props<F, D>) {
  const { form, onSubmit, submitLabel, onCancel, children, wide } = props;
  const { t } = useTranslation();
  const { isSubmitting, errors } = form.formState;
  const root = errors.root;
  return (
    <form noValidate className="form-grid" onSubmit={(event) => void form.handleSubmit(onSubmit)(event)}>
      {root && (
        <Notice tone="critical" alert>
          {t(`error.${String(root.type) as ApiErrorCode}`)}
          {root.message && <div className="meta">{root.message}</div>}
        </Notice>
      )}
      {children}
      <div className="row-gap">
        <button type="submit" className={`btn btn-primary ${wide ? 'w-100' : ''}`} disabled={isSubmitting}>
          {isSubmitting && <span className="spinner-border spinner-border-sm" aria-hidden="true" />}
          {submitLabel}
        </button>
        {onCancel && (
          <button type="button" className="btn btn-plain" onClick={onCancel}>
            {t('common.cancel')}
          </button>
        )}
      </div>
    </form>
  );
}
