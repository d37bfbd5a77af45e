// Work behind the scenes: watched in the topbar and on its page, begun where lists are.
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ExportFormat } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import type { Task, TaskStarted } from '@coffee/contract/tasks';
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

export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.tasks.detail(id),
    queryFn: ({ signal }) => api<Task>('GET', `/tasks/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data === undefined || isActive(state.data) ? WAIT_MS : false),
  });

export const downloadPath = ({ task_id: id }: Pick<Task, 'task_id'>) => `/api/v1/tasks/${id}/download`;

export function useCancelTask() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (task: Task) => api<Task>('POST', `/tasks/${task.task_id}/cancel`),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.tasks.all }),
  });
}

export interface OrderExport {
  format: ExportFormat;
  language: string;
  /** Filters and sort of the list of orders. */
  query: Query;
  idempotencyKey?: string;
}

export function useExportOrders() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ format, language, query, idempotencyKey }: OrderExport) =>
      api<TaskStarted>('GET', '/orders/export', { query: { ...query, format, language }, idempotencyKey }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.tasks.all }),
  });
}

/** Filters and sort of the audit log. */
export type AuditExport = Omit<OrderExport, 'format'>;

export function useExportAudit() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ language, query, idempotencyKey }: AuditExport) =>
      api<TaskStarted>('GET', '/audit/export', { query: { ...query, language }, idempotencyKey }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.tasks.all }),
  });
}

/** A line per machine and day of the span. */
export function useExportAvailability() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ language, query, idempotencyKey }: AuditExport) =>
      api<TaskStarted>('GET', '/availability/export', { query: { ...query, language }, idempotencyKey }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.tasks.all }),
  });
}
