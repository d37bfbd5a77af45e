import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Material } from '@coffee/contract/materials';
import { type ApiError, toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { showToast } from '../../ui/toasts';
import { materialPath, useEnable } from './materials.queries';

/** Switching off can be taken back at once; deleting only where nothing needs it. */
export function MaterialActs({ material }: { material: Material }) {
  const { t } = useTranslation();
  const enable = useEnable();
  const { name, enabled } = material;
  const word = enabled ? t('materials.disable') : t('materials.enable');
  return (
    <span className="row-gap">
      <button
        type="button"
        className="btn btn-plain btn-dense"
        aria-label={`${word}: ${name}`}
        disabled={enable.isPending}
        onClick={() =>
          enable.mutate(
            { material, enabled: !enabled },
            {
              onError: (error) =>
                showToast('critical', t(`error.${toApiError(error).code}`), toApiError(error).message),
            },
          )
        }
      >
        {word}
      </button>
      <DeleteMaterial material={material} />
    </span>
  );
}

function DeleteMaterial({ material }: { material: Material }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const remove = useMutation({
    mutationFn: () => api('DELETE', materialPath(material.id)),
    onSuccess: async () => {
      setOpen(false);
      showToast('ok', t('form.deleted', { name: material.name }));
      await client.invalidateQueries({ queryKey: queryKeys.materials.all });
    },
  });
  const title = `${t('materials.delete')}: ${material.name}`;
  const close = () => {
    setOpen(false);
    remove.reset();
  };
  return (
    <>
      <button
        type="button"
        className="btn btn-quiet btn-link-danger btn-icon btn-dense"
        aria-label={title}
        title={t('materials.delete')}
        onClick={() => setOpen(true)}
      >
        <Icon name="trash" />
      </button>
      <ConfirmDialog
        open={open}
        title={title}
        action={t('materials.delete')}
        danger
        busy={remove.isPending || remove.isError}
        onConfirm={() => remove.mutate()}
        onCancel={close}
      >
        {remove.error && <Refusal error={toApiError(remove.error)} />}
        <p className="mt-2 mb-0">{t('materials.deleteText')}</p>
      </ConfirmDialog>
    </>
  );
}

/** What stands in the way, and what to do instead. */
function Refusal({ error }: { error: ApiError }) {
  const { t } = useTranslation();
  const { bins, recipes } = error.details;
  const isUsed = error.code === 'CONFLICT' && typeof bins === 'number';
  return (
    <Notice tone="critical" alert>
      {isUsed ? t('materials.inUse', { bins, recipes: Number(recipes) }) : t(`error.${error.code}`)}
      <div className="meta">{isUsed ? t('materials.disableInstead') : error.message}</div>
    </Notice>
  );
}
