import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { DevicePackage, Package, PackageDetail } from '@coffee/contract/packages';
import { MAX_PAGE_SIZE, type Page } from '@coffee/contract/paging';
import type { Recipe } from '@coffee/contract/recipes';
import { api, type Query } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

export const packagePath = (id: string) => `/packages/${encodeURIComponent(id)}`;

export const packagesQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.packages.list(query),
    queryFn: ({ signal }) => api<Page<Package>>('GET', '/packages', { query, signal }),
    placeholderData: keepPreviousData,
  });

/** Machines answer while one looks: the counts are read again now and then. */
const REFRESH_MS = 5_000;

export const packageQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.packages.detail(id),
    queryFn: ({ signal }) => api<PackageDetail>('GET', packagePath(id), { signal }),
    refetchInterval: ({ state }) => ((state.data?.coverage.pending ?? 0) > 0 ? REFRESH_MS : false),
  });

export const packageDevicesQuery = (id: string, query: Query, isMoving: boolean) =>
  queryOptions({
    queryKey: queryKeys.packages.devices(id, query),
    queryFn: ({ signal }) => api<Page<DevicePackage>>('GET', `${packagePath(id)}/devices`, { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: isMoving ? REFRESH_MS : false,
  });

export const driftQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.packages.drift(query),
    queryFn: ({ signal }) => api<Page<DevicePackage>>('GET', '/packages/drift', { query, signal }),
    placeholderData: keepPreviousData,
  });

/** What may go into a package. */
export const publishedQuery = queryOptions({
  queryKey: queryKeys.recipes.list({ published: true }),
  queryFn: ({ signal }) =>
    api<Page<Recipe>>('GET', '/recipes', {
      query: { status: 'published', sort: 'product_id', page_size: MAX_PAGE_SIZE },
      signal,
    }),
});
