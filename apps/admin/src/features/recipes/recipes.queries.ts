import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Material } from '@coffee/contract/materials';
import { MAX_PAGE_SIZE, type Page } from '@coffee/contract/paging';
import type { Recipe, RecipeMachines } from '@coffee/contract/recipes';
import { api, type Query } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

export const recipePath = (id: number) => `/recipes/${id}`;

export const recipesQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.recipes.list(query),
    queryFn: ({ signal }) => api<Page<Recipe>>('GET', '/recipes', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const recipeQuery = (id: number) =>
  queryOptions({
    queryKey: queryKeys.recipes.detail(id),
    queryFn: ({ signal }) => api<Recipe>('GET', recipePath(id), { signal }),
  });

/** Every version of a product, the newest first. */
export const versionsQuery = (productId: number) =>
  recipesQuery({ product_id: productId, sort: '-created_at', page_size: MAX_PAGE_SIZE });

export const machinesQuery = (id: number) =>
  queryOptions({
    queryKey: queryKeys.recipes.machines(id),
    queryFn: ({ signal }) =>
      api<RecipeMachines>('GET', `${recipePath(id)}/machines`, { query: { page_size: 50 }, signal }),
  });

export const materialsQuery = queryOptions({
  queryKey: queryKeys.materials.list({ options: true }),
  queryFn: ({ signal }) =>
    api<Page<Material>>('GET', '/materials', { query: { page_size: MAX_PAGE_SIZE, sort: 'code' }, signal }),
  staleTime: 60_000,
});
