import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'react-router';
import { useMerchantOptions } from '../api/lookups';
import { useUser } from '../api/session';

/** Pages whose data can be narrowed to one merchant. */
const SCOPED = /^\/($|devices\/?$|alarms\/?$|orders\/?$|locations\/?$)/;

/** Whose data is shown, for those who see more than one merchant. Part of the URL, like every other filter. */
export function MerchantScope() {
  const { t } = useTranslation();
  const user = useUser();
  const { pathname } = useLocation();
  const [search, setSearch] = useSearchParams();
  const merchants = useMerchantOptions();
  if (user.merchant_id !== null || merchants.length < 2 || !SCOPED.test(pathname)) return null;
  const choose = (id: string) =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      if (id) next.set('merchant_id', id);
      else next.delete('merchant_id');
      for (const key of ['page', 'location_id']) next.delete(key);
      return next;
    });
  return (
    <select
      className="form-select scope-select"
      aria-label={t('shell.merchantScope')}
      value={search.get('merchant_id') ?? ''}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">{t('shell.allMerchants')}</option>
      {merchants.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
