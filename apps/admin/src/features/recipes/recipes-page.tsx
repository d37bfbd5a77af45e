import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { RECIPE_SORTS, RECIPE_STATUSES, type Recipe } from '@coffee/contract/recipes';
import { useMay } from '../../api/session';
import { useFormat } from '../../i18n/format';
import type { Column } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import type { Filter } from '../../ui/filters';
import { Icon } from '../../ui/icon';
import { ListPage } from '../../ui/list-page';
import { useListState, type ListSchema } from '../../ui/list-state';
import { ScopeLink } from '../../ui/scope-link';
import { TimeText } from '../../ui/time-text';
import { RecipeBadge } from './recipe-badges';
import { recipesQuery } from './recipes.queries';

const FIELDS = { query: { kind: 'text' }, status: { kind: 'many', values: RECIPE_STATUSES } } as const;
const SCHEMA: ListSchema<typeof FIELDS> = { fields: FIELDS, sorts: RECIPE_SORTS, defaultSort: 'product_id' };

/** The newest version of each drink. */
export function RecipesPage() {
  const { t } = useTranslation();
  const mayEdit = useMay('recipes.manage');
  const list = useListState(SCHEMA);
  const query = useQuery(recipesQuery({ ...list.query, latest: true }));
  const columns = useColumns();
  const filters: Filter[] = [
    {
      key: 'status',
      label: t('common.status'),
      kind: 'many',
      primary: true,
      options: RECIPE_STATUSES.map((value) => ({ value, label: t(`recipes.status.${value}`) })),
    },
  ];
  const add = mayEdit && (
    <ScopeLink className="btn btn-primary" to="/recipes/new">
      <Icon name="plus-lg" />
      {t('recipes.new')}
    </ScopeLink>
  );
  return (
    <ListPage
      title={t('nav.recipes')}
      actions={add}
      list={list}
      filters={filters}
      searchLabel={t('recipes.search')}
      columns={columns}
      query={query}
      rowKey={({ id }) => id}
      card={(recipe) => <RecipeCard recipe={recipe} />}
      clickable
      empty={
        <EmptyState icon="cup-hot" title={t('recipes.none')} text={t('recipes.noneText')} action={add} />
      }
    />
  );
}

function RecipeLink({ recipe }: { recipe: Recipe }) {
  return (
    <ScopeLink className="row-link" to={`/recipes/${recipe.id}`}>
      {recipe.name}
    </ScopeLink>
  );
}

/** In the currency of whoever sells it. */
function Price({ recipe }: { recipe: Recipe }) {
  const format = useFormat();
  return recipe.price === null ? <span className="muted">–</span> : <>{format.price(recipe.price)}</>;
}

function useColumns(): Column<Recipe>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'product',
      header: t('recipes.product'),
      sort: 'product_id',
      cell: ({ product_id }) => <code>{product_id}</code>,
    },
    {
      key: 'name',
      wide: true,
      header: t('common.name'),
      sort: 'name',
      cell: (recipe) => <RecipeLink recipe={recipe} />,
    },
    { key: 'status', header: t('common.status'), cell: ({ status }) => <RecipeBadge status={status} /> },
    { key: 'version', header: t('recipes.version'), cell: ({ schema }) => schema.version },
    { key: 'category', header: t('recipes.category'), cell: ({ category }) => category ?? '–' },
    { key: 'price', header: t('recipes.price'), end: true, cell: (recipe) => <Price recipe={recipe} /> },
    {
      key: 'updated',
      header: t('common.updated'),
      sort: 'updated_at',
      end: true,
      cell: ({ updated_at }) => <TimeText at={updated_at} />,
    },
  ];
}

function RecipeCard({ recipe }: { recipe: Recipe }) {
  return (
    <>
      <div className="row-card-head">
        <RecipeLink recipe={recipe} />
        <RecipeBadge status={recipe.status} />
      </div>
      <div className="row-card-facts">
        <code>{recipe.product_id}</code>
        <span>{recipe.schema.version}</span>
        <Price recipe={recipe} />
      </div>
    </>
  );
}
