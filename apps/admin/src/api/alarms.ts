import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Alarm, AlarmAssignee, AlarmCounts, AlarmDetail } from '@coffee/contract/alarms';
import type { Page } from '@coffee/contract/paging';
import { api, type Query } from './client';
import { queryKeys } from './query-keys';

export const alarmsQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.alarms.list(query),
    queryFn: ({ signal }) => api<Page<Alarm>>('GET', '/alarms', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const alarmQuery = (id: number) =>
  queryOptions({
    queryKey: queryKeys.alarms.detail(id),
    queryFn: ({ signal }) => api<AlarmDetail>('GET', `/alarms/${id}`, { signal }),
  });

/** The number beside the menu's entry: open, and not put aside. */
export const alarmCountsQuery = queryOptions({
  queryKey: queryKeys.alarms.counts,
  queryFn: ({ signal }) => api<AlarmCounts>('GET', '/alarms/counts', { signal }),
});

export const assigneesQuery = queryOptions({
  queryKey: [...queryKeys.alarms.all, 'assignees'],
  queryFn: ({ signal }) => api<AlarmAssignee[]>('GET', '/alarms/assignees', { signal }),
  staleTime: 5 * 60_000,
});
