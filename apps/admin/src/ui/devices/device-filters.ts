import { useTranslation } from 'react-i18next';
import { DEVICE_SORTS, DEVICE_STATUSES, LIFECYCLES } from '@coffee/contract/devices';
import { useLocationOptions, useMerchantOptions, useSeenDevices } from '../../api/lookups';
import { useUser } from '../../api/session';
import type { Filter } from '../filters';
import type { ListSchema } from '../list-state';

const FIELDS = {
  query: { kind: 'text' },
  merchant_id: { kind: 'int' },
  location_id: { kind: 'int' },
  model: { kind: 'many' },
  status: { kind: 'many', values: DEVICE_STATUSES },
  lifecycle: { kind: 'many', values: LIFECYCLES },
  tag: { kind: 'many' },
  address: { kind: 'text' },
  has_alarm: { kind: 'flag' },
  low_material: { kind: 'flag' },
} as const;

export const DEVICE_LIST: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: DEVICE_SORTS,
  defaultSort: 'device_id',
};

/** The ready-made views, each a search string: a view is nothing but a URL. */
export const DEVICE_VIEWS = [
  { key: 'all', patch: {} },
  { key: 'offline', patch: { status: ['offline'] } },
  { key: 'fault', patch: { status: ['fault'] } },
  { key: 'lowMaterial', patch: { low_material: true } },
  { key: 'maintenance', patch: { status: ['maintenance'] } },
] as const;

/** Models and tags in use, from the first machines of the list: there is no route that lists them. */
function useSeen(): { models: string[]; tags: string[] } {
  const unique = (values: (string | null)[]) =>
    [...new Set(values.filter((value): value is string => value !== null))].sort();
  const items = useSeenDevices();
  return { models: unique(items.map(({ model }) => model)), tags: unique(items.flatMap(({ tags }) => tags)) };
}

export function useDeviceFilters(merchantId: number | null): Filter[] {
  const { t } = useTranslation();
  const user = useUser();
  const merchants = useMerchantOptions();
  const locations = useLocationOptions(merchantId);
  const { models, tags } = useSeen();
  const plain = (values: string[]) => values.map((value) => ({ value, label: value }));
  const numbered = (options: { value: number; label: string }[]) =>
    options.map(({ value, label }) => ({ value: String(value), label }));
  const all: (Filter | null)[] = [
    {
      key: 'status',
      label: t('devices.status'),
      kind: 'many',
      primary: true,
      options: DEVICE_STATUSES.map((value) => ({ value, label: t(`deviceStatus.${value}`) })),
    },
    user.merchant_id === null
      ? { key: 'merchant_id', label: t('devices.merchant'), kind: 'one', options: numbered(merchants) }
      : null,
    {
      key: 'location_id',
      label: t('devices.location'),
      kind: 'one',
      primary: true,
      options: numbered(locations),
    },
    { key: 'model', label: t('devices.model'), kind: 'many', primary: true, options: plain(models) },
    { key: 'tag', label: t('devices.tag'), kind: 'many', options: plain(tags) },
    { key: 'low_material', label: t('devices.lowMaterial'), kind: 'flag' },
    { key: 'has_alarm', label: t('devices.hasAlarm'), kind: 'flag' },
    {
      key: 'lifecycle',
      label: t('devices.lifecycle'),
      kind: 'many',
      options: LIFECYCLES.map((value) => ({ value, label: t(`lifecycle.${value}`) })),
    },
    { key: 'address', label: t('devices.address'), kind: 'text' },
  ];
  return all.filter((filter) => filter !== null);
}
