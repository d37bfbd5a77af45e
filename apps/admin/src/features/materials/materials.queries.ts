import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ImportMapping } from '@coffee/contract/import-mapping';
import type { ImportAnswer, Material, MaterialUsage } from '@coffee/contract/materials';
import type { Page } from '@coffee/contract/paging';
import { api, type Query, toSearch } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { useMay, useUser } from '../../api/session';

export const materialPath = (id: number) => `/materials/${id}`;

export const materialsQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.materials.list({ ...query, include_usage: true }),
    queryFn: ({ signal }) =>
      api<Page<Material>>('GET', '/materials', { query: { ...query, include_usage: true }, signal }),
    placeholderData: keepPreviousData,
  });

/** How many wait for somebody to say what they are. */
export const toCompleteQuery = materialsQuery({ type: 'unknown', page_size: 1 });

export const usageQuery = (id: number) =>
  queryOptions({
    queryKey: queryKeys.materials.usage(id),
    queryFn: ({ signal }) => api<MaterialUsage>('GET', `${materialPath(id)}/usage`, { signal }),
  });

/** The dictionary is one for all merchants: who sees one merchant alone only reads it. */
export function useMayKeepMaterials(): boolean {
  const { merchant_id: own } = useUser();
  return useMay('materials.manage') && own === null;
}

export const exportPath = (query: Query) => `/api/v1/materials/export${toSearch(query)}`;

export function useEnable() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ material: { id, version }, enabled }: { material: Material; enabled: boolean }) =>
      api<Material>('PUT', materialPath(id), { body: { enabled }, version }),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.materials.all }),
  });
}

export interface ImportOrder {
  file: File;
  overwrite: boolean;
  dryRun: boolean;
  /** What the columns are; null as their headers say it. */
  mapping: ImportMapping | null;
  idempotencyKey?: string;
}

export function sendImport(order: ImportOrder): Promise<ImportAnswer> {
  const { file, overwrite, dryRun, mapping, idempotencyKey } = order;
  const body = new FormData();
  body.set('overwrite_existing', String(overwrite));
  body.set('dry_run', String(dryRun));
  if (mapping) body.set('mapping', JSON.stringify(mapping));
  body.set('file', file);
  return api<ImportAnswer>('POST', '/materials/import', { body, idempotencyKey });
}
