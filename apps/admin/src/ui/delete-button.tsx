import { useState, type ReactNode } from 'react';
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../api/api-error';
import { api } from '../api/client';
import { ConfirmDialog } from './confirm-dialog';
import { Icon } from './icon';
import { Notice } from './notice';
import { showToast } from './toasts';

interface Props {
  path: string;
  invalidate: readonly QueryKey[];
  /** What is deleted, for the button's name. */
  name: string;
  /** The verb and its object. */
  action: string;
  /** The effect, in plain words. */
  children: ReactNode;
}

export function DeleteButton({ path, invalidate, name, action, children }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () => api('DELETE', path),
    onSuccess: async () => {
      setOpen(false);
      showToast('ok', t('form.deleted', { name }));
      await Promise.all(invalidate.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
  const close = () => {
    setOpen(false);
    reset();
  };
  return (
    <>
      <button
        type="button"
        className="btn btn-quiet btn-link-danger btn-icon btn-dense"
        aria-label={`${action}: ${name}`}
        title={action}
        onClick={() => setOpen(true)}
      >
        <Icon name="trash" />
      </button>
      <ConfirmDialog
        open={open}
        title={`${action}: ${name}`}
        action={action}
        danger
        busy={isPending}
        onConfirm={() => mutate()}
        onCancel={close}
      >
        {error && (
          <Notice tone="critical" alert>
            {t(`error.${toApiError(error).code}`)}
            <div className="meta">{toApiError(error).message}</div>
          </Notice>
        )}
        <p className="mt-2 mb-0">{children}</p>
      </ConfirmDialog>
    </>
  );
}
