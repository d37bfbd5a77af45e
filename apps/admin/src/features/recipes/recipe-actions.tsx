import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Recipe } from '@coffee/contract/recipes';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { useScopedPath } from '../../ui/scope-link';
import { showToast } from '../../ui/toasts';
import { MachinesPanel } from './machines-panel';
import { recipePath } from './recipes.queries';

type Act = 'publish' | 'archive';

/** What can be done to a version: publish a draft, put one away, go on from any. */
export function RecipeActions({ recipe, isDirty }: { recipe: Recipe; isDirty: boolean }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Act | null>(null);
  const client = useQueryClient();
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const newVersion = useMutation({
    mutationFn: () => api<Recipe>('POST', `${recipePath(recipe.id)}/new_version`),
    onSuccess: async (draft) => {
      await client.invalidateQueries({ queryKey: queryKeys.recipes.all });
      void navigate(scoped(`/recipes/${draft.id}`));
    },
    onError: (error) => {
      const { details, code, message } = toApiError(error);
      const { draft_id: draftId } = details;
      if (typeof draftId === 'number') void navigate(scoped(`/recipes/${draftId}`));
      else showToast('critical', t(`error.${code}`), message);
    },
  });
  return (
    <>
      {recipe.status === 'draft' && (
        <button
          type="button"
          className="btn btn-plain"
          disabled={isDirty}
          title={isDirty ? t('recipes.saveFirst') : undefined}
          onClick={() => setAsking('publish')}
        >
          <Icon name="check-lg" />
          {t('recipes.publish')}
        </button>
      )}
      {recipe.status !== 'draft' && (
        <button
          type="button"
          className="btn btn-plain"
          disabled={newVersion.isPending}
          onClick={() => newVersion.mutate()}
        >
          <Icon name="copy" />
          {t('recipes.newVersion')}
        </button>
      )}
      {recipe.status !== 'archived' && (
        <button type="button" className="btn btn-plain btn-link-danger" onClick={() => setAsking('archive')}>
          <Icon name="inbox" />
          {t('recipes.archive')}
        </button>
      )}
      {asking && <ActDialog act={asking} recipe={recipe} onClose={() => setAsking(null)} />}
    </>
  );
}

function ActDialog({ act, recipe, onClose }: { act: Act; recipe: Recipe; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api<Recipe>('POST', `${recipePath(recipe.id)}/${act}`, { version: recipe.version }),
    onSuccess: async () => {
      showToast('ok', t(`recipes.done.${act}`));
      onClose();
      await client.invalidateQueries({ queryKey: queryKeys.recipes.all });
    },
  });
  return (
    <ConfirmDialog
      open
      title={t(`recipes.ask.${act}`, { name: recipe.name, version: recipe.schema.version })}
      action={t(`recipes.${act}`)}
      danger={act === 'archive'}
      busy={isPending}
      onConfirm={() => mutate()}
      onCancel={onClose}
    >
      <div className="stack">
        {error && (
          <Notice tone="critical" alert>
            {t(`error.${toApiError(error).code}`)}
            <div className="meta">{toApiError(error).issues[0]?.message ?? toApiError(error).message}</div>
          </Notice>
        )}
        <p className="mb-0">{t(`recipes.explain.${act}`)}</p>
        {act === 'publish' && <MachinesPanel recipeId={recipe.id} />}
      </div>
    </ConfirmDialog>
  );
}
