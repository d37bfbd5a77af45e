// Work behind the scenes: watched in the topbar and on its page, begun where lists are.
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ExportFormat } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import type { Task, TaskDetail, TaskStarted } from '@coffee/contract/tasks';
import { api, type Query } from './client';
import { queryKeys } from './query-keys';

/** How often it is asked while something runs: a lost event must not leave a bar standing still. */
const WATCH_MS = 10_000;

export const isActive = ({ status }: Task) => status === 'pending' || status === 'running';

export const tasksQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.tasks.list(query),
    queryFn: ({ signal }) => api<Page<Task>>('GET', '/tasks', { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isActive) ? WATCH_MS : false),
  });

/** Of one that somebody waits for on the page. */
const WAIT_MS = 1_000;

export const taskQuery = (id: string, everyMs = WAIT_MS) =>
  queryOptions({
    queryKey: queryKeys.tasks.detail(id),
    queryFn: ({ signal }) => api<TaskDetail>('GET', `/tasks/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data === undefined || isActive(state.data) ? everyMs : false),
  });

export const downloadPath = ({ task_id: id }: Pick<Task, 'task_id'>) => `/api/v1/tasks/${id}/download`;

export function useCancelTask() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (task: Task) => api<Task>('POST', `/tasks/${task.task_id}/cancel`),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.tasks.all }),
  });
}

/** Lists that are exported behind the scenes. */
export type ExportedList = 'orders' | 'audit';
/** And what is exported without being a list. */
export type ExportKind = ExportedList | 'availability';

export interface ExportWish {
  /** For a list that has more than one. */
  format?: ExportFormat;
  language: string;
  /** Filters and sort of the list. */
  query: Query;
  idempotencyKey?: string;
}

export function useExport(list: ExportKind) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ format, language, query, idempotencyKey }: ExportWish) =>
      api<TaskStarted>('GET', `/${list}/export`, {
        query: { ...query, ...(format && { format }), language },
        idempotencyKey,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.tasks.all }),
  });
}
