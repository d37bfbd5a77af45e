import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Bin, Device } from '@coffee/contract/devices';
import type { Page } from '@coffee/contract/paging';
import type { PickList, Refill, StockDrift } from '@coffee/contract/stock';
import { api, type Query, toSearch } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

export const refillsQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.refillBoard.list(query),
    queryFn: ({ signal }) => api<Page<Refill>>('GET', '/refills', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const pickListQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.refillBoard.pickList(query),
    queryFn: ({ signal }) => api<PickList>('GET', '/refills/pick_list', { query, signal }),
  });

export const pickListFile = (query: Query): string => `/api/v1/refills/pick_list.csv${toSearch(query)}`;

export const driftQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.refillBoard.drift(query),
    queryFn: ({ signal }) => api<Page<StockDrift>>('GET', '/stock/drift', { query, signal }),
    placeholderData: keepPreviousData,
  });

const devicePath = (id: string) => `/devices/${encodeURIComponent(id)}`;

/** Under the keys of the device page, so that live events reach them. */
export const deviceQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.devices.detail(id),
    queryFn: ({ signal }) => api<Device>('GET', devicePath(id), { signal }),
  });

export const binsQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.devices.part(id, 'bins'),
    queryFn: async ({ signal }) => ({ items: await api<Bin[]>('GET', `${devicePath(id)}/bins`, { signal }) }),
  });
