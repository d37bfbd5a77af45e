import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import type { AuditSource, DeviceAuditPage } from '@coffee/contract/audit';
import type { Command } from '@coffee/contract/commands';
import type {
  Bin,
  Device,
  DeviceSummary,
  EnrolmentToken,
  QuarantinedReport,
  StatusChange,
  TelemetryMetric,
  TelemetrySeries,
} from '@coffee/contract/devices';
import type { DeviceAvailability } from '@coffee/contract/availability';
import type { Order } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import type { ProductBlock } from '@coffee/contract/refunds';
import type { Movement, ProductLeft } from '@coffee/contract/stock';
import { api, type Query } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

export const devicePath = (id: string) => `/devices/${encodeURIComponent(id)}`;

export const devicesQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.devices.list(query),
    queryFn: ({ signal }) => api<Page<Device>>('GET', '/devices', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const summaryQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.devices.part(id, 'summary'),
    queryFn: ({ signal }) => api<DeviceSummary>('GET', `${devicePath(id)}/summary`, { signal }),
  });

/** The short lists of a device. */
function partQuery<T>(id: string, part: string, query: Query = {}) {
  return queryOptions({
    queryKey: queryKeys.devices.part(id, part, query),
    queryFn: async ({ signal }) => ({
      items: await api<T[]>('GET', `${devicePath(id)}/${part}`, { query, signal }),
    }),
    placeholderData: keepPreviousData,
  });
}

export const binsQuery = (id: string) => partQuery<Bin>(id, 'bins');
export const productsLeftQuery = (id: string) => partQuery<ProductLeft>(id, 'cups_left');
export const binPath = (id: string, index: number, verb: string) => `${devicePath(id)}/bins/${index}/${verb}`;

export const movementsQuery = (id: string, index: number) =>
  infiniteQueryOptions({
    queryKey: queryKeys.devices.part(id, 'movements', { index }),
    queryFn: ({ pageParam, signal }) =>
      api<Page<Movement>>('GET', binPath(id, index, 'movements'), {
        query: { page_size: 50, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pagination }) => pagination.next_cursor,
  });

/** After a change of somebody's own; others hear of it live. */
export async function binsChanged(client: QueryClient, id: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: queryKeys.devices.detail(id) }),
    client.invalidateQueries({ queryKey: queryKeys.refillBoard.all }),
  ]);
}

export const deviceOrdersQuery = (id: string, limit: number) => partQuery<Order>(id, 'orders', { limit });
export const deviceCommandsQuery = (id: string, limit: number) =>
  partQuery<Command>(id, 'commands', { limit });
export const blocksQuery = (id: string) => partQuery<ProductBlock>(id, 'product_blocks');
export const historyQuery = (id: string, query: Query) => partQuery<StatusChange>(id, 'history', query);
export const quarantineQuery = (id: string) => partQuery<QuarantinedReport>(id, 'quarantine', { limit: 50 });

/** What was done to it, newest first; `source`: by one kind of actor. */
export const deviceAuditQuery = (id: string, source: AuditSource | null) =>
  infiniteQueryOptions({
    queryKey: queryKeys.devices.part(id, 'audit', { source }),
    queryFn: ({ pageParam, signal }) =>
      api<DeviceAuditPage>('GET', `${devicePath(id)}/audit`, {
        query: { ...(source && { source }), ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

export const availabilityQuery = (id: string, days: number) =>
  queryOptions({
    queryKey: queryKeys.devices.part(id, 'availability', { days }),
    queryFn: ({ signal }) =>
      api<DeviceAvailability>('GET', `${devicePath(id)}/availability`, { query: { days }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

export const telemetryQuery = (id: string, metric: TelemetryMetric, from: string) =>
  queryOptions({
    queryKey: queryKeys.devices.part(id, 'telemetry', { metric, from }),
    queryFn: ({ signal }) =>
      api<TelemetrySeries>('GET', `${devicePath(id)}/telemetry`, { query: { metric, from }, signal }),
    placeholderData: keepPreviousData,
  });

export const enrolmentTokensQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.enrolmentTokens.list(query),
    queryFn: ({ signal }) => api<Page<EnrolmentToken>>('GET', '/enrolment_tokens', { query, signal }),
    placeholderData: keepPreviousData,
  });
