import { useTranslation } from 'react-i18next';
import type { Refund } from '@coffee/contract/refunds';
import { useMay } from '../../api/session';
import { useOpenWord } from '../../i18n/open-word';
import { Card } from '../../ui/card';
import { Icon } from '../../ui/icon';
import { Money } from '../../ui/money';
import { RefundBadge } from '../../ui/status-badge';
import { Badge } from '../../ui/status-mark';
import { TimeText } from '../../ui/time-text';
import { useRetryRefund } from './refunds.queries';

/** Absent where nothing can be tried again. */
export function RetryRefundButton({
  refund,
  onReplaced,
}: {
  refund: Refund;
  onReplaced?: (refundId: string) => void;
}) {
  const { t } = useTranslation();
  const mayManage = useMay('orders.manage');
  const retry = useRetryRefund((answer) => onReplaced?.(answer.refund.refund_id));
  const isOver = refund.status === 'succeeded' || refund.retried_by !== null;
  if (!mayManage || isOver) return null;
  return (
    <button
      type="button"
      className="btn btn-plain"
      disabled={retry.isPending}
      onClick={() => retry.mutate(refund.refund_id)}
    >
      <Icon name="arrow-repeat" />
      {refund.status === 'failed' ? t('refunds.again') : t('refunds.askNow')}
    </button>
  );
}

export function useReasonText(): (reason: string) => string {
  const word = useOpenWord();
  return (reason) => word('refundReason', reason);
}

/** State and remark of a refund, the same in lists and on the order. */
export function RefundState({ refund }: { refund: Refund }) {
  const { t } = useTranslation();
  return (
    <span className="row-gap tag-list">
      <RefundBadge status={refund.status} />
      {refund.needs_attention && <Badge tone="major">{t('refunds.attention')}</Badge>}
    </span>
  );
}

/** The refunds of one order, newest first. */
export function OrderRefunds({ refunds, zone }: { refunds: Refund[]; zone: string | undefined }) {
  const { t } = useTranslation();
  const reasonText = useReasonText();
  if (refunds.length === 0) return null;
  return (
    <Card title={t('nav.refunds')}>
      <ul className="plain-list stack">
        {refunds.map((refund) => (
          <li key={refund.refund_id} className="stack">
            <div className="spread">
              <strong>
                <Money amount={refund.amount} currency={refund.currency} />
              </strong>
              <RefundState refund={refund} />
            </div>
            <div className="meta">
              {reasonText(refund.reason)} · {refund.requested_by} ·{' '}
              <TimeText at={refund.created_at} zone={zone} />
            </div>
            {refund.note && <div className="meta">{refund.note}</div>}
            {refund.status !== 'succeeded' && refund.last_error_message && (
              <div className="meta">{refund.last_error_message}</div>
            )}
            {refund.needs_attention && <RetryRefundButton refund={refund} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}
