import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { DashboardSummary } from '@coffee/contract/dashboard';
import type { Order } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import { api, type Query } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

export const dashboardQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.dashboard.summary(query),
    queryFn: ({ signal }) => api<DashboardSummary>('GET', '/dashboard/summary', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const latestOrdersQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.orders.list(query),
    queryFn: ({ signal }) => api<Page<Order>>('GET', '/orders', { query, signal }),
    placeholderData: keepPreviousData,
  });
