import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { DashboardSummary } from '@coffee/contract/dashboard';
import { api, type Query } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

export const dashboardQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.dashboard.summary(query),
    queryFn: ({ signal }) => api<DashboardSummary>('GET', '/dashboard/summary', { query, signal }),
    placeholderData: keepPreviousData,
  });
