import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { BatchDetail, CommandBatch } from '@coffee/contract/command-batches';
import type { DispatchPreview } from '@coffee/contract/command-dispatch';
import type { Page } from '@coffee/contract/paging';
import { api, type Query } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

export const batchPath = (id: string) => `/commands/batches/${encodeURIComponent(id)}`;

export const batchesQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.batches.list(query),
    queryFn: ({ signal }) => api<Page<CommandBatch>>('GET', '/commands/batches', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const batchQuery = (id: string, query: Query) =>
  queryOptions({
    queryKey: queryKeys.batches.page(id, query),
    queryFn: ({ signal }) => api<BatchDetail>('GET', batchPath(id), { query, signal }),
    placeholderData: keepPreviousData,
  });

/** Who would get it. The answer ages fast: machines come and go. */
export const previewQuery = (body: object | null) =>
  queryOptions({
    queryKey: ['preview', body],
    queryFn: ({ signal }) => api<DispatchPreview>('POST', '/commands/dispatch/preview', { body, signal }),
    enabled: body !== null,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  });
