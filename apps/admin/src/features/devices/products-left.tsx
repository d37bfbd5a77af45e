import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { productsLeftQuery } from './devices.queries';

const HOUR_SECONDS = 3600;

/** Cups of each product that the bins still give, the first to run out on top. Nothing is shown without recipes. */
export function ProductsLeft({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(productsLeftQuery(deviceId));
  if (!data || data.items.length === 0) return null;
  const products = [...data.items].sort((left, right) => left.cups_left - right.cups_left);
  return (
    <Card title={t('stock.productsTitle')}>
      <dl className="facts facts-list">
        {products.map((product) => [
          <dt key={`${product.product_id}-name`}>{product.name}</dt>,
          <dd key={product.product_id}>
            {t('stock.cups', { count: product.cups_left })}
            {product.hours_left !== null && product.hours_left > 0 && (
              <span className="muted"> · {format.duration(product.hours_left * HOUR_SECONDS)}</span>
            )}
            {product.limited_by !== null && (
              <span className="muted"> · {t('stock.limitedBy', { material: product.limited_by })}</span>
            )}
          </dd>,
        ])}
      </dl>
    </Card>
  );
}
