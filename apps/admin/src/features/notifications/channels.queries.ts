import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { NotificationChannel } from '@coffee/contract/notification-channels';
import type { Delivery, DeliveryAnswer, DeliveryDetail } from '@coffee/contract/notifications';
import { MAX_PAGE_SIZE, type Page } from '@coffee/contract/paging';
import { toApiError } from '../../api/api-error';
import { api, type Query } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { showToast } from '../../ui/toasts';

/** Nothing live tells of deliveries: while one is on its way, the page looks again. */
const LOOK_AGAIN_MS = 3_000;
const isUnderWay = ({ status }: Delivery): boolean => status === 'new' || status === 'pending';

export const channelPath = (id: number): string => `/notification_channels/${id}`;

export const channelsQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.channels.list(query),
    queryFn: ({ signal }) =>
      api<Page<NotificationChannel>>('GET', '/notification_channels', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const channelQuery = (id: number) =>
  queryOptions({
    queryKey: queryKeys.channels.detail(id),
    queryFn: ({ signal }) => api<NotificationChannel>('GET', channelPath(id), { signal }),
  });

export const deliveriesQuery = (id: number, query: Query) =>
  queryOptions({
    queryKey: queryKeys.channels.deliveries(id, query),
    queryFn: ({ signal }) => api<Page<Delivery>>('GET', `${channelPath(id)}/deliveries`, { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? LOOK_AGAIN_MS : false),
  });

export const deliveryQuery = (channelId: number, id: number) =>
  queryOptions({
    queryKey: queryKeys.channels.delivery(channelId, id),
    queryFn: ({ signal }) =>
      api<DeliveryDetail>('GET', `${channelPath(channelId)}/deliveries/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data.delivery) ? LOOK_AGAIN_MS : false),
  });

/** Channels that one of a merchant may pass its alarms to. */
export function useEscalationOptions(merchantId: number | null, own: number | null) {
  const { data } = useQuery(channelsQuery({ page_size: MAX_PAGE_SIZE, sort: 'name' }));
  return (data?.items ?? [])
    .filter(({ id, merchant_id: other }) => id !== own && (other === null || other === merchantId))
    .map(({ id, name }) => ({ value: id, label: name }));
}

/** Sends one message now, and says how it went. */
export function useTestChannel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => api<DeliveryAnswer>('POST', `${channelPath(id)}/test`),
    onSuccess: ({ delivery }) => {
      const { status, error_code: code, status_code: answered } = delivery;
      if (status === 'delivered') return showToast('ok', t('channels.testDelivered'));
      const detail = answered === null ? null : t('channels.answered', { status: answered });
      showToast('critical', t(`deliveryError.${code ?? 'INTERNAL'}`), detail);
    },
    onError: (error) => {
      const { code, requestId } = toApiError(error);
      const text =
        code === 'PROVIDER_NOT_CONFIGURED' ? t('deliveryError.NOT_CONFIGURED') : t(`error.${code}`);
      showToast('critical', text, code === 'PROVIDER_NOT_CONFIGURED' ? null : requestId);
    },
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.channels.all }),
  });
}

export function useReplay(channelId: number) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      api<DeliveryAnswer>('POST', `${channelPath(channelId)}/deliveries/${id}/replay`),
    onSuccess: () => showToast('ok', t('channels.replayed')),
    onError: (error) => {
      const { code, message } = toApiError(error);
      showToast('critical', t(`error.${code}`), message);
    },
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.channels.all }),
  });
}

/** On or off, under the version that was read. */
export function useToggleChannel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, active, version }: NotificationChannel) =>
      api<NotificationChannel>('PATCH', channelPath(id), { body: { active: !active }, version }),
    onSuccess: ({ active, name }) =>
      showToast('ok', t(active ? 'channels.turnedOn' : 'channels.turnedOff', { name })),
    onError: (error) => showToast('critical', t(`error.${toApiError(error).code}`)),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.channels.all }),
  });
}
