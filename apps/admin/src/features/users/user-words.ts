import { useTranslation } from 'react-i18next';
import type { User } from '@coffee/contract/users';
import { useMerchantOptions } from '../../api/lookups';

/** Whose data somebody sees, in words. */
export function useMerchantName(): (user: User) => string {
  const { t } = useTranslation();
  const names = new Map(useMerchantOptions().map(({ value, label }) => [value, label]));
  return ({ merchant_id }) =>
    merchant_id === null ? t('shell.allMerchants') : (names.get(merchant_id) ?? '–');
}
