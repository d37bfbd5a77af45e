import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { Recipe } from '@coffee/contract/recipes';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { useMay } from '../../api/session';
import { ErrorState } from '../../ui/empty-state';
import { useUnsavedGuard } from '../../ui/forms/unsaved-guard';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { PageHeader } from '../../ui/page-header';
import { useScopedPath } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';
import { showToast } from '../../ui/toasts';
import { FormPane } from './form-pane';
import { MachinesPanel } from './machines-panel';
import { PreviewPane } from './preview-pane';
import { RecipeActions } from './recipe-actions';
import { RecipeBadge } from './recipe-badges';
import { StepsPane } from './steps-pane';
import { useRecipeEditor } from './use-recipe-editor';
import { VersionsPanel } from './versions-panel';
import { recipePath, recipeQuery } from './recipes.queries';

export function RecipePage() {
  const { t } = useTranslation();
  const { recipeId = '' } = useParams();
  const id = Number(recipeId);
  const { data, error, refetch } = useQuery({ ...recipeQuery(id), enabled: Number.isInteger(id) });
  if (recipeId === 'new') return <Editor recipe={null} />;
  if (data) return <Editor key={data.id} recipe={data} />;
  return (
    <div className="page">
      <PageHeader title={t('nav.recipes')} parents={[{ label: t('nav.recipes'), to: '/recipes' }]} />
      {error ? (
        <div className="card-box">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </div>
      ) : (
        <SkeletonLines count={8} />
      )}
    </div>
  );
}

function useSave(recipe: Recipe | null, editor: ReturnType<typeof useRecipeEditor>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const scoped = useScopedPath();
  return useMutation({
    mutationFn: () =>
      recipe
        ? api<Recipe>('PUT', recipePath(recipe.id), { body: editor.schema, version: recipe.version })
        : api<Recipe>('POST', '/recipes', { body: editor.schema }),
    onSuccess: async (saved) => {
      client.setQueryData(queryKeys.recipes.detail(saved.id), saved);
      showToast('ok', t('form.saved'));
      await client.invalidateQueries({ queryKey: queryKeys.recipes.all });
      if (!recipe) void navigate(scoped(`/recipes/${saved.id}`));
    },
    onError: editor.refuse,
  });
}

function Editor({ recipe }: { recipe: Recipe | null }) {
  const { t } = useTranslation();
  const editor = useRecipeEditor(recipe);
  const mayEdit = useMay('recipes.manage');
  const save = useSave(recipe, editor);
  const disabled = !mayEdit || (recipe !== null && recipe.status !== 'draft');
  const guard = useUnsavedGuard(editor.isDirty && !disabled && !save.isPending, () => undefined);
  const { refusal } = editor;
  return (
    <div className="page">
      <PageHeader
        title={recipe?.name ?? t('recipes.new')}
        parents={[{ label: t('nav.recipes'), to: '/recipes' }]}
        beside={
          recipe && (
            <span className="row-gap">
              <RecipeBadge status={recipe.status} />
              <code>{recipe.schema.version}</code>
            </span>
          )
        }
        actions={
          mayEdit && (
            <>
              {recipe && <RecipeActions recipe={recipe} isDirty={editor.isDirty} />}
              {!disabled && (
                <button
                  type="button"
                  className="btn btn-primary"
                  disabled={save.isPending || !editor.isDirty}
                  onClick={() => editor.judge() && save.mutate()}
                >
                  <Icon name="check-lg" />
                  {t('recipes.save')}
                </button>
              )}
            </>
          )
        }
      />
      {refusal && (
        <Notice tone="critical" alert>
          {t(`error.${refusal.code}`)}
          {refusal.issues.length === 0 && <div className="meta">{refusal.message}</div>}
        </Notice>
      )}
      {recipe?.status === 'published' && <Notice tone="neutral">{t('recipes.isPublished')}</Notice>}
      <div className="recipe-editor">
        <StepsPane editor={editor} disabled={disabled} />
        <FormPane editor={editor} disabled={disabled} />
        <div className="stack">
          <PreviewPane editor={editor} />
          {recipe && <VersionsPanel recipe={recipe} />}
        </div>
      </div>
      {recipe && <MachinesPanel recipeId={recipe.id} />}
      {guard.dialog}
    </div>
  );
}
