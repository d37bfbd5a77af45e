import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AvailabilityReport } from '@coffee/contract/availability';
import type {
  DashboardAlarms,
  DashboardAttention,
  DashboardFigures,
  DashboardHours,
  DashboardSummary,
} from '@coffee/contract/dashboard';
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

/** Sums that the worker brings up to date once a minute: no use to ask more often. */
const SUMS_MS = 60_000;

function sumsQuery<T>(part: string, query: Query) {
  return queryOptions({
    queryKey: queryKeys.dashboardSums.part(part, query),
    queryFn: ({ signal }) => api<T>('GET', `/dashboard/${part}`, { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: SUMS_MS,
  });
}

export const figuresQuery = (query: Query) => sumsQuery<DashboardFigures>('figures', query);
export const hoursQuery = (query: Query) => sumsQuery<DashboardHours>('hours', query);
export const alarmsByTypeQuery = (query: Query) => sumsQuery<DashboardAlarms>('alarms', query);
export const availabilityQuery = (query: Query) => sumsQuery<AvailabilityReport>('availability', query);

export const attentionQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.dashboard.attention(query),
    queryFn: ({ signal }) => api<DashboardAttention>('GET', '/dashboard/attention', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const latestOrdersQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.orders.list(query),
    queryFn: ({ signal }) => api<Page<Order>>('GET', '/orders', { query, signal }),
    placeholderData: keepPreviousData,
  });
