import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FieldError } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { BuildPackage, type Package } from '@coffee/contract/packages';
import type { Recipe } from '@coffee/contract/recipes';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { Drawer } from '../../ui/drawer';
import { FormFrame } from '../../ui/forms/form-frame';
import { useRuleText } from '../../ui/forms/field';
import { TextField } from '../../ui/forms/inputs';
import { showRefusal, useDtoForm, type DtoForm } from '../../ui/forms/use-dto-form';
import { useScopedPath } from '../../ui/scope-link';
import { StatusMark } from '../../ui/status-mark';
import { showToast } from '../../ui/toasts';
import { modelsOf } from './models';
import { publishedQuery } from './packages.queries';

interface Values {
  name: string;
  version: string;
  recipe_ids: string[];
  compatibility: string;
}

/** A document out of published recipes. */
export function BuildDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const { data } = useQuery(publishedQuery);
  const form = useDtoForm<Values, BuildPackage>({
    dto: BuildPackage,
    values: { name: '', version: '1.0.0', recipe_ids: [], compatibility: '' },
    toBody: (values) => ({
      name: values.name.trim(),
      version: values.version.trim(),
      type: 'recipes',
      recipe_ids: values.recipe_ids.map(Number),
      compatibility: modelsOf(values.compatibility),
    }),
  });
  const build = async (body: BuildPackage) => {
    try {
      const made = await api<Package>('POST', '/packages', { body });
      showToast('ok', t('packages.made', { name: made.name, version: made.version }));
      await client.invalidateQueries({ queryKey: queryKeys.packages.all });
      void navigate(scoped(`/packages/${made.package_id}`));
    } catch (error) {
      showRefusal(form, error);
    }
  };
  return (
    <Drawer open title={t('packages.build')} onClose={onClose}>
      <FormFrame form={form} onSubmit={build} submitLabel={t('packages.buildIt')} onCancel={onClose}>
        <TextField form={form} name="name" label={t('common.name')} hint={t('packages.nameHint')} />
        <TextField
          form={form}
          name="version"
          label={t('packages.version')}
          hint={t('packages.versionHint')}
        />
        <RecipeChoice form={form} recipes={data?.items ?? []} />
        <TextField
          form={form}
          name="compatibility"
          label={t('packages.models')}
          hint={t('packages.modelsHint')}
          optional
        />
      </FormFrame>
    </Drawer>
  );
}

function RecipeChoice({ form, recipes }: { form: DtoForm<Values, BuildPackage>; recipes: Recipe[] }) {
  const { t } = useTranslation();
  const ruleText = useRuleText();
  const error = form.formState.errors.recipe_ids as FieldError | undefined;
  return (
    <fieldset className="field">
      <legend>{t('packages.recipes')}</legend>
      {recipes.map(({ id, name, product_id, schema }) => (
        <label key={id} className="form-check">
          <input
            {...form.register('recipe_ids')}
            type="checkbox"
            className="form-check-input"
            value={String(id)}
          />
          <span>{name}</span> <span className="meta">{`${product_id} · ${schema.version}`}</span>
        </label>
      ))}
      {recipes.length === 0 && <p className="meta mb-0">{t('packages.noRecipes')}</p>}
      <span className="field-hint">{t('packages.recipesHint')}</span>
      {error && (
        <span className="field-error" role="alert">
          <StatusMark tone="critical" />
          {ruleText(error)}
        </span>
      )}
    </fieldset>
  );
}
