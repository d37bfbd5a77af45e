import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../../ui/empty-state';
import { Facts } from '../../ui/facts';
import { Money } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { SkeletonLines } from '../../ui/skeleton';
import { RefundBadge } from '../../ui/status-badge';
import { RetryRefundButton } from './refund-parts';
import { refundQuery } from './refunds.queries';

interface Props {
  refundId: string;
  /** A retry made another refund that takes this one's place. */
  onReplaced: (refundId: string) => void;
  onClose: () => void;
}

/** A refund as the server has it now; live events keep it true. */
export function RefundResult({ refundId, onReplaced, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(refundQuery(refundId));
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines count={4} />;
  const { refund } = data;
  return (
    <div className="form-grid">
      <div aria-live="polite">
        <Notice
          tone={refund.status === 'succeeded' ? 'ok' : refund.status === 'failed' ? 'critical' : 'busy'}
        >
          {t(`refundTold.${refund.status}`)}
          {refund.last_error_message && <div className="meta">{refund.last_error_message}</div>}
        </Notice>
      </div>
      <Facts
        list
        facts={[
          { label: t('common.status'), value: <RefundBadge status={refund.status} /> },
          { label: t('orders.amount'), value: <Money amount={refund.amount} currency={refund.currency} /> },
          { label: t('refunds.number'), value: <code>{refund.refund_id}</code> },
          {
            label: t('refunds.providerNumber'),
            value: refund.provider_refund_id && <code>{refund.provider_refund_id}</code>,
          },
        ]}
      />
      <div className="row-gap">
        <button type="button" className="btn btn-plain" onClick={onClose}>
          {t('common.close')}
        </button>
        <RetryRefundButton refund={refund} onReplaced={onReplaced} />
      </div>
    </div>
  );
}
