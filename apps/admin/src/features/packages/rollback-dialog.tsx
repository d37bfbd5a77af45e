import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { DispatchAnswer } from '@coffee/contract/command-dispatch';
import type { PackageDetail, PackageName } from '@coffee/contract/packages';
import { useActKey } from '../../api/act-key';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { useFormat } from '../../i18n/format';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Notice } from '../../ui/notice';
import { useScopedPath } from '../../ui/scope-link';
import { packagePath } from './packages.queries';

interface Props {
  item: PackageDetail;
  previous: PackageName;
  onClose: () => void;
}

/** Every machine that has this package or awaits it gets the one before it. */
export function RollbackDialog({ item, previous, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const keyOf = useActKey();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const body = {};
      const idempotencyKey = keyOf(body);
      return api<DispatchAnswer>('POST', `${packagePath(item.package_id)}/rollback`, {
        body,
        idempotencyKey,
      });
    },
    onSuccess: async ({ batch_id }) => {
      await client.invalidateQueries({ queryKey: queryKeys.packages.all });
      void navigate(scoped(`/dispatch/${batch_id}`));
    },
  });
  const { installed, pending, failed } = item.coverage;
  return (
    <ConfirmDialog
      open
      danger
      title={t('packages.rollback')}
      action={t('packages.rollbackTo', { version: previous.version })}
      busy={isPending}
      onConfirm={() => mutate()}
      onCancel={onClose}
    >
      <div className="stack">
        {error && (
          <Notice tone="critical" alert>
            {t(`error.${toApiError(error).code}`)}
            <div className="meta">{toApiError(error).message}</div>
          </Notice>
        )}
        <p className="mb-0">
          {t('packages.rollbackText', {
            count: format.number(installed + pending + failed),
            version: previous.version,
          })}
        </p>
      </div>
    </ConfirmDialog>
  );
}
