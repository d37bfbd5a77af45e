import { useTranslation } from 'react-i18next';
import type { Refund } from '@coffee/contract/refunds';
import type { Column } from '../../ui/data-table';
import { Money } from '../../ui/money';
import { orderPath } from '../../ui/orders/order-columns';
import { ScopeLink } from '../../ui/scope-link';
import { TimeText } from '../../ui/time-text';
import { RefundState, RetryRefundButton, useReasonText } from './refund-parts';

export function useRefundColumns(): Column<Refund>[] {
  const { t } = useTranslation();
  const reasonText = useReasonText();
  return [
    {
      key: 'order',
      wide: true,
      header: t('orders.order'),
      cell: (refund) => (
        <>
          <ScopeLink className="row-link mono" to={orderPath(refund)}>
            {refund.order_id}
          </ScopeLink>
          <span className="cell-sub">{refund.device_alias ?? refund.device_id}</span>
        </>
      ),
    },
    {
      key: 'amount',
      header: t('orders.amount'),
      sort: 'amount',
      end: true,
      cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
    },
    {
      key: 'status',
      header: t('common.status'),
      sort: 'unsettled',
      wide: true,
      cell: (refund) => (
        <>
          <RefundState refund={refund} />
          {refund.last_error_message && <span className="cell-sub">{refund.last_error_message}</span>}
        </>
      ),
    },
    {
      key: 'provider',
      extra: true,
      header: t('refunds.provider'),
      cell: ({ provider }) => t(`refundProvider.${provider}`),
    },
    {
      key: 'reason',
      extra: true,
      header: t('refunds.reasonLabel'),
      cell: ({ reason, requested_by }) => (
        <>
          {reasonText(reason)}
          <span className="cell-sub">{requested_by}</span>
        </>
      ),
    },
    {
      key: 'created_at',
      header: t('refunds.requested'),
      sort: 'created_at',
      cell: ({ created_at }) => <TimeText at={created_at} />,
    },
    {
      key: 'act',
      header: t('refunds.actions'),
      cell: (refund) => <RetryRefundButton refund={refund} />,
    },
  ];
}

/** A refund in a phone's list. */
export function RefundCard({ refund }: { refund: Refund }) {
  const reasonText = useReasonText();
  return (
    <>
      <div className="row-card-head">
        <ScopeLink className="row-link mono" to={orderPath(refund)}>
          {refund.order_id}
        </ScopeLink>
        <Money amount={refund.amount} currency={refund.currency} />
      </div>
      <div className="row-card-facts">
        <TimeText at={refund.created_at} />
        <span>{refund.device_alias ?? refund.device_id}</span>
        <span>{reasonText(refund.reason)}</span>
      </div>
      <RefundState refund={refund} />
      <RetryRefundButton refund={refund} />
    </>
  );
}
