import { useTranslation } from 'react-i18next';
import type { Order, OrderItem } from '@coffee/contract/orders';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { Money } from '../../ui/money';

const optionText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

export function OrderItems({ order, items }: { order: Order; items: OrderItem[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card title={t('orders.items')} flush>
      <div className="table-scroll" role="region" aria-label={t('orders.items')} tabIndex={0}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{t('orders.product')}</th>
              <th scope="col" className="end">
                {t('orders.qty')}
              </th>
              <th scope="col" className="end">
                {t('orders.unitPrice')}
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item, index) => (
              <tr key={`${item.product_id}-${index}`}>
                <td>
                  <span className="cell-main">{item.name}</span>
                  <span className="cell-sub mono">{item.product_id}</span>
                  <ItemOptions options={item.options} />
                </td>
                <td className="end">{format.number(item.qty)}</td>
                <td className="end">
                  <Money amount={item.unit_price} currency={order.currency} />
                </td>
              </tr>
            ))}
            <tr className="sum-row">
              <td colSpan={2}>{t('orders.total')}</td>
              <td className="end">
                <Money amount={order.total_price} currency={order.currency} />
              </td>
            </tr>
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function ItemOptions({ options }: { options: Record<string, unknown> }) {
  const entries = Object.entries(options);
  if (entries.length === 0) return null;
  return (
    <span className="row-gap tag-list mt-1">
      {entries.map(([name, value]) => (
        <span key={name} className="tag">
          {`${name}: ${optionText(value)}`}
        </span>
      ))}
    </span>
  );
}
