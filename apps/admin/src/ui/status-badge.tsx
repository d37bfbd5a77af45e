// The wire's states with their tone and word.
import { useTranslation } from 'react-i18next';
import type { DeviceStatus, Lifecycle } from '@coffee/contract/devices';
import type { MerchantStatus } from '@coffee/contract/merchants';
import type { FulfilmentStatus, OrderRefundState, PaymentStatus } from '@coffee/contract/orders';
import type { RefundStatus } from '@coffee/contract/refunds';
import { Flash } from './flash';
import { Badge, type Tone } from './status-mark';

export const DEVICE_TONES: Record<DeviceStatus, Tone> = {
  online: 'ok',
  registered: 'busy',
  fault: 'critical',
  offline: 'neutral',
  maintenance: 'maintenance',
};
export const PAYMENT_TONES: Record<PaymentStatus, Tone> = {
  paid: 'ok',
  unpaid: 'neutral',
  refund_pending: 'busy',
  refunded: 'neutral',
  partially_refunded: 'minor',
  refund_failed: 'critical',
  failed: 'critical',
  canceled: 'neutral',
};
export const FULFILMENT_TONES: Record<FulfilmentStatus, Tone> = {
  pending: 'neutral',
  brewing: 'busy',
  completed: 'ok',
  failed: 'critical',
  unknown: 'minor',
};
export const REFUND_TONES: Record<RefundStatus, Tone> = {
  requested: 'busy',
  processing: 'busy',
  succeeded: 'ok',
  failed: 'critical',
  unknown: 'minor',
};
const ORDER_REFUND_TONES: Record<OrderRefundState, Tone> = {
  none: 'neutral',
  pending: 'busy',
  partial: 'minor',
  full: 'neutral',
  failed: 'critical',
};
const LIFECYCLE_TONES: Record<Lifecycle, Tone> = { active: 'ok', suspended: 'major', retired: 'neutral' };
const MERCHANT_TONES: Record<MerchantStatus, Tone> = { active: 'ok', inactive: 'neutral' };

export function DeviceStatusBadge({ status, live = false }: { status: DeviceStatus; live?: boolean }) {
  const { t } = useTranslation();
  const badge = <Badge tone={DEVICE_TONES[status]}>{t(`deviceStatus.${status}`)}</Badge>;
  return live ? <Flash value={status}>{badge}</Flash> : badge;
}

export function PaymentBadge({ status }: { status: PaymentStatus }) {
  const { t } = useTranslation();
  return (
    <Flash value={status}>
      <Badge tone={PAYMENT_TONES[status]}>{t(`paymentStatus.${status}`)}</Badge>
    </Flash>
  );
}

export function FulfilmentBadge({ status }: { status: FulfilmentStatus }) {
  const { t } = useTranslation();
  return (
    <Flash value={status}>
      <Badge tone={FULFILMENT_TONES[status]}>{t(`fulfilmentStatus.${status}`)}</Badge>
    </Flash>
  );
}

export function RefundBadge({ status }: { status: RefundStatus }) {
  const { t } = useTranslation();
  return (
    <Flash value={status}>
      <Badge tone={REFUND_TONES[status]}>{t(`refundStatus.${status}`)}</Badge>
    </Flash>
  );
}

/** Nothing where no refund was wanted. */
export function OrderRefundBadge({ state }: { state: OrderRefundState }) {
  const { t } = useTranslation();
  if (state === 'none') return <span className="muted">–</span>;
  return <Badge tone={ORDER_REFUND_TONES[state]}>{t(`orderRefundState.${state}`)}</Badge>;
}

export function LifecycleBadge({ lifecycle }: { lifecycle: Lifecycle }) {
  const { t } = useTranslation();
  return <Badge tone={LIFECYCLE_TONES[lifecycle]}>{t(`lifecycle.${lifecycle}`)}</Badge>;
}

export function MerchantStatusBadge({ status }: { status: MerchantStatus }) {
  const { t } = useTranslation();
  return <Badge tone={MERCHANT_TONES[status]}>{t(`merchantStatus.${status}`)}</Badge>;
}
