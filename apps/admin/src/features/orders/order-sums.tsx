import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Query } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { sumsQuery } from './refunds.queries';

/** What the listed orders come to, by currency. Long lists are summed over their newest part, and it says so. */
export function OrderSumsFoot({ filter }: { filter: Query }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(sumsQuery(filter));
  if (!data || data.counted === 0) return null;
  return (
    <div className="card-box list-sums">
      {data.sums.map(({ currency, orders, sales, refunded }) => (
        <span key={currency}>
          {t('orders.sums', {
            count: orders,
            orders: format.number(orders),
            sales: format.money(sales, currency),
            refunded: format.money(refunded, currency),
          })}
        </span>
      ))}
      {!data.is_complete && (
        <span className="meta">{t('orders.sumsOfNewest', { counted: format.number(data.counted) })}</span>
      )}
    </div>
  );
}
