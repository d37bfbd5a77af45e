import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Order, OrderDetail } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import { api, type Query } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

export const ordersQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.orders.list(query),
    queryFn: ({ signal }) => api<Page<Order>>('GET', '/orders', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const orderQuery = (id: string, deviceId: string | undefined) =>
  queryOptions({
    queryKey: queryKeys.orders.detail(id, deviceId),
    queryFn: ({ signal }) =>
      api<OrderDetail>('GET', `/orders/${encodeURIComponent(id)}`, {
        query: { device_id: deviceId },
        signal,
      }),
  });
