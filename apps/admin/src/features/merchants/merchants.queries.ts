import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Location, Merchant } from '@coffee/contract/merchants';
import type { Page } from '@coffee/contract/paging';
import { api, type Query } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

export const merchantsQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.merchants.list(query),
    queryFn: ({ signal }) => api<Page<Merchant>>('GET', '/merchants', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const locationsQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.locations.list(query),
    queryFn: ({ signal }) => api<Page<Location>>('GET', '/locations', { query, signal }),
    placeholderData: keepPreviousData,
  });
