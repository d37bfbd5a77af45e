import { useTranslation } from 'react-i18next';
import { FULFILMENT_STATUSES, ORDER_SORTS, PAYMENT_METHODS, PAYMENT_STATUSES } from '@coffee/contract/orders';
import { useLocationOptions, useMerchantOptions } from '../../api/lookups';
import { useUser } from '../../api/session';
import type { Filter } from '../../ui/filters';
import type { ListSchema } from '../../ui/list-state';
import { RANGE_FIELDS } from '../../ui/range';

const FIELDS = {
  ...RANGE_FIELDS,
  query: { kind: 'text' },
  device_id: { kind: 'many' },
  merchant_id: { kind: 'int' },
  location_id: { kind: 'int' },
  payment_method: { kind: 'many' },
  payment_status: { kind: 'many', values: PAYMENT_STATUSES },
  fulfilment_status: { kind: 'many', values: FULFILMENT_STATUSES },
  product_id: { kind: 'text' },
  exception: { kind: 'flag' },
  min_total: { kind: 'number' },
  max_total: { kind: 'number' },
} as const;

export const ORDER_LIST: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: ORDER_SORTS,
  defaultSort: '-device_ts',
  local: ['range', 'from', 'to'],
};

export const ORDER_VIEWS = [
  { key: 'all', patch: {} },
  { key: 'notServed', patch: { payment_status: ['paid'], fulfilment_status: ['failed', 'unknown'] } },
  { key: 'failed', patch: { fulfilment_status: ['failed'] } },
  { key: 'refundPending', patch: { payment_status: ['refund_pending', 'refund_failed'] } },
  { key: 'refunded', patch: { payment_status: ['refunded', 'partially_refunded'] } },
  { key: 'exceptions', patch: { exception: true } },
] as const;

export function useOrderFilters(merchantId: number | null): Filter[] {
  const { t } = useTranslation();
  const { merchant_id: own } = useUser();
  const merchants = useMerchantOptions();
  const locations = useLocationOptions(merchantId);
  const numbered = (options: { value: number; label: string }[]) =>
    options.map(({ value, label }) => ({ value: String(value), label }));
  const all: (Filter | null)[] = [
    {
      key: 'payment_status',
      label: t('orders.payment'),
      kind: 'many',
      primary: true,
      options: PAYMENT_STATUSES.map((value) => ({ value, label: t(`paymentStatus.${value}`) })),
    },
    {
      key: 'fulfilment_status',
      label: t('orders.making'),
      kind: 'many',
      primary: true,
      options: FULFILMENT_STATUSES.map((value) => ({ value, label: t(`fulfilmentStatus.${value}`) })),
    },
    {
      key: 'payment_method',
      label: t('orders.method'),
      kind: 'many',
      options: PAYMENT_METHODS.map((value) => ({ value, label: t(`paymentMethod.${value}`) })),
    },
    own === null
      ? { key: 'merchant_id', label: t('devices.merchant'), kind: 'one', options: numbered(merchants) }
      : null,
    { key: 'location_id', label: t('devices.location'), kind: 'one', options: numbered(locations) },
    { key: 'device_id', label: t('orders.deviceId'), kind: 'list' },
    { key: 'product_id', label: t('orders.productId'), kind: 'text' },
    { key: 'min_total', label: t('orders.minTotal'), kind: 'number' },
    { key: 'max_total', label: t('orders.maxTotal'), kind: 'number' },
    { key: 'exception', label: t('orders.exception'), kind: 'flag' },
  ];
  return all.filter((filter) => filter !== null);
}
