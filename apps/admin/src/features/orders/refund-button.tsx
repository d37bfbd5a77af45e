import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order, OrderItem } from '@coffee/contract/orders';
import { useMay } from '../../api/session';
import { Icon } from '../../ui/icon';
import { RefundDrawer } from './refund-drawer';

export function RefundButton({ order, items }: { order: Order; items: OrderItem[] }) {
  const { t } = useTranslation();
  const mayManage = useMay('orders.manage');
  const [open, setOpen] = useState(false);
  if (!mayManage) return null;
  return (
    <>
      <button type="button" className="btn btn-plain" onClick={() => setOpen(true)}>
        <Icon name="credit-card" />
        {t('refunds.refund')}
      </button>
      {open && <RefundDrawer order={order} items={items} onClose={() => setOpen(false)} />}
    </>
  );
}
