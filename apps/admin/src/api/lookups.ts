// The short lists that many pages choose from. They change seldom, so they stay cached for long.
import { useMemo } from 'react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { CommandType } from '@coffee/contract/command-payloads';
import type { DeviceModel } from '@coffee/contract/device-models';
import type { Device } from '@coffee/contract/devices';
import type { Material } from '@coffee/contract/materials';
import type { Location, Merchant } from '@coffee/contract/merchants';
import type { Package } from '@coffee/contract/packages';
import { MAX_PAGE_SIZE, type Page } from '@coffee/contract/paging';
import { api } from './client';
import { queryKeys } from './query-keys';

const LOOKUP_STALE_MS = 5 * 60_000;

export const merchantOptions = queryOptions({
  queryKey: queryKeys.merchants.list({ options: true }),
  queryFn: ({ signal }) =>
    api<Page<Merchant>>('GET', '/merchants', { query: { page_size: MAX_PAGE_SIZE, sort: 'name' }, signal }),
  staleTime: LOOKUP_STALE_MS,
});

export const packageOptions = queryOptions({
  queryKey: queryKeys.packages.list({ options: true }),
  queryFn: ({ signal }) =>
    api<Page<Package>>('GET', '/packages', { query: { page_size: MAX_PAGE_SIZE }, signal }),
});

export const materialOptions = queryOptions({
  queryKey: queryKeys.materials.list({ options: true, enabled: true }),
  queryFn: ({ signal }) =>
    api<Page<Material>>('GET', '/materials', {
      query: { page_size: MAX_PAGE_SIZE, sort: 'code', enabled: true },
      signal,
    }),
  staleTime: 60_000,
});

export const locationOptions = (merchantId: number | null) => {
  const query = { page_size: MAX_PAGE_SIZE, sort: 'name', merchant_id: merchantId };
  return queryOptions({
    queryKey: queryKeys.locations.list({ options: true, merchant_id: merchantId }),
    queryFn: ({ signal }) => api<Page<Location>>('GET', '/locations', { query, signal }),
    staleTime: LOOKUP_STALE_MS,
  });
};

export interface Option<V extends string | number = number> {
  value: V;
  label: string;
}

function toOptions(page: Page<{ id: number; name: string }> | undefined): Option[] {
  return (page?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
}

export function useMerchantOptions(): Option[] {
  const { data } = useQuery(merchantOptions);
  return useMemo(() => toOptions(data), [data]);
}

export function useLocationOptions(merchantId: number | null): Option[] {
  const { data } = useQuery(locationOptions(merchantId));
  return useMemo(() => toOptions(data), [data]);
}

/** The zone of a place: times that belong to a site are told in it. */
export function useLocationZone(id: number | null | undefined): string | undefined {
  const { data } = useQuery({
    queryKey: [...queryKeys.locations.all, 'detail', id],
    queryFn: ({ signal }) => api<Location>('GET', `/locations/${id}`, { signal }),
    enabled: typeof id === 'number',
    staleTime: LOOKUP_STALE_MS,
  });
  return data?.time_zone;
}

/** The first machines of the list: what models and tags are in use, there is no route that lists them. */
export function useSeenDevices(): Device[] {
  const query = { page_size: MAX_PAGE_SIZE };
  const { data } = useQuery({
    queryKey: queryKeys.devices.list(query),
    queryFn: ({ signal }) => api<Page<Device>>('GET', '/devices', { query, signal }),
    staleTime: LOOKUP_STALE_MS,
  });
  return data?.items ?? [];
}

/** What each model can do. */
export const deviceModelsQuery = queryOptions({
  queryKey: queryKeys.deviceModels,
  queryFn: ({ signal }) => api<DeviceModel[]>('GET', '/device_models', { signal }),
  staleTime: LOOKUP_STALE_MS,
});

/** The commands that a model supports; null when nobody described it: then it is taken to support all. */
export function useSupportedCommands(model: string | null): readonly CommandType[] | null {
  const { data } = useQuery(deviceModelsQuery);
  return data?.find((known) => known.described && known.model === model)?.supported_commands ?? null;
}

/** The currency in which a merchant sells; the first merchant's for what nobody owns. */
export function useCurrencyOf(): (merchantId: number | null) => string {
  const { data } = useQuery(merchantOptions);
  return useMemo(() => {
    const found = new Map((data?.items ?? []).map(({ id, settings }) => [id, settings.currency]));
    const first = found.get(Math.min(...found.keys()));
    return (merchantId) => (merchantId === null ? undefined : found.get(merchantId)) ?? first ?? 'CNY';
  }, [data]);
}
