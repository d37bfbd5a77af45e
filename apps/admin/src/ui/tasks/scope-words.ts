// What an export is about, in the reader's words: of the dialog before it, and of its task after it.
import { useTranslation } from 'react-i18next';
import { useLocationOptions, useMerchantOptions, type Option } from '../../api/lookups';
import { useFormat } from '../../i18n/format';
import { useOpenWord } from '../../i18n/open-word';
import { useAuditWords } from '../audit-words';

const FILTERS = [
  'from',
  'to',
  'query',
  'device_id',
  'merchant_id',
  'location_id',
  'payment_method',
  'payment_status',
  'fulfilment_status',
  'product_id',
  'exception',
  'min_total',
  'max_total',
  'action',
  'target_type',
  'target_id',
  'actor_id',
  'source',
  'request_id',
] as const;
type FilterName = (typeof FILTERS)[number];

const nameIn = (options: Option[], value: unknown) =>
  options.find((option) => String(option.value) === String(value))?.label ?? String(value);

/** Each filter as `Payment: Paid, Refunded`; nothing when all is wanted. */
export function useScopeWords(): (filters: Record<string, unknown>) => string[] {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useOpenWord();
  const audit = useAuditWords();
  const merchants = useMerchantOptions();
  const locations = useLocationOptions(null);
  const valueOf = (name: FilterName, value: unknown): string => {
    switch (name) {
      case 'from':
      case 'to':
        return format.full(String(value));
      case 'merchant_id':
        return nameIn(merchants, value);
      case 'location_id':
        return nameIn(locations, value);
      case 'payment_method':
        return word('paymentMethod', String(value));
      case 'payment_status':
      case 'fulfilment_status':
        return t(
          `${name === 'payment_status' ? 'paymentStatus' : 'fulfilmentStatus'}.${String(value)}` as never,
        );
      case 'action':
        return audit.action(String(value));
      case 'target_type':
        return audit.targetType(String(value));
      case 'source':
        return t(`auditSource.${String(value)}` as never);
      case 'exception':
        return value === true || value === 'true' ? t('common.yes') : t('common.no');
      default:
        return String(value);
    }
  };
  return (filters) =>
    FILTERS.flatMap((name) => {
      const values = [filters[name]]
        .flat()
        .filter((value) => value !== null && value !== undefined && value !== '');
      if (values.length === 0) return [];
      return [`${t(`exports.filter.${name}`)}: ${values.map((value) => valueOf(name, value)).join(', ')}`];
    });
}
