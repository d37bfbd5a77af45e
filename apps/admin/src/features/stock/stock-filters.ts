import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { materialOptions, useLocationOptions, useMerchantOptions } from '../../api/lookups';
import { useUser } from '../../api/session';
import type { Filter } from '../../ui/filters';

export const HORIZONS = [8, 24, 48, 96, 168] as const;

/** The filters that the board, the pick list and the differences share. */
export const STOCK_FIELDS = {
  merchant_id: { kind: 'int' },
  location_id: { kind: 'int' },
  material: { kind: 'many' },
} as const;

const numbered = ({ value, label }: { value: number; label: string }) => ({ value: String(value), label });

export function useStockFilters(merchantId: number | null): Filter[] {
  const { t } = useTranslation();
  const { merchant_id: own } = useUser();
  const merchants = useMerchantOptions();
  const locations = useLocationOptions(own ?? merchantId);
  const materials = useQuery(materialOptions).data?.items ?? [];
  const merchant: Filter = {
    key: 'merchant_id',
    label: t('devices.merchant'),
    kind: 'one',
    options: merchants.map(numbered),
  };
  return [
    {
      key: 'location_id',
      label: t('devices.location'),
      kind: 'one',
      primary: true,
      options: locations.map(numbered),
    },
    {
      key: 'material',
      label: t('stock.material'),
      kind: 'many',
      primary: true,
      options: materials.map(({ code, name }) => ({ value: code, label: `${name} (${code})` })),
    },
    ...(own === null ? [merchant] : []),
  ];
}
