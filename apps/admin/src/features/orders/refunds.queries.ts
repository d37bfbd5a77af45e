import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Order, OrderSums } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import type { Refund, RefundAnswer, RefundDetail, RefundQuote } from '@coffee/contract/refunds';
import { useActKey } from '../../api/act-key';
import { toApiError } from '../../api/api-error';
import { api, type Query } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { showToast } from '../../ui/toasts';

export const orderApiPath = ({ order_id }: Pick<Order, 'order_id'>) =>
  `/orders/${encodeURIComponent(order_id)}`;

export const refundsQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.refunds.list(query),
    queryFn: ({ signal }) => api<Page<Refund>>('GET', '/refunds', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const refundQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.refunds.detail(id),
    queryFn: ({ signal }) => api<RefundDetail>('GET', `/refunds/${id}`, { signal }),
  });

/** Never from the cache: it is what the server allows now. */
export const quoteQuery = (order: Order) =>
  queryOptions({
    queryKey: queryKeys.refunds.quote(order.order_id, order.device_id),
    queryFn: ({ signal }) =>
      api<RefundQuote>('GET', `${orderApiPath(order)}/refund_quote`, {
        query: { device_id: order.device_id },
        signal,
      }),
    staleTime: 0,
    gcTime: 0,
  });

export const sumsQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.orders.sums(query),
    queryFn: ({ signal }) => api<OrderSums>('GET', '/orders/sums', { query, signal }),
    placeholderData: keepPreviousData,
  });

/** A failed refund again, or an open one looked at now. */
export function useRetryRefund(onDone?: (answer: RefundAnswer) => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const keyOf = useActKey();
  return useMutation({
    mutationFn: (id: string) =>
      api<RefundAnswer>('POST', `/refunds/${id}/retry`, { idempotencyKey: keyOf(id) }),
    onSuccess: async (answer) => {
      showToast('ok', t('refunds.asked'));
      onDone?.(answer);
      await Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.refunds.all }),
        client.invalidateQueries({ queryKey: queryKeys.orders.all }),
      ]);
    },
    onError: (error) => {
      const { code, requestId } = toApiError(error);
      showToast('critical', t(`error.${code}`), requestId);
    },
  });
}
