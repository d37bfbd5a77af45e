import type { OrderEntity } from '@coffee/data/entities';
import { PAID_STATUSES } from '@coffee/contract/orders';
import type { MerchantSettingsJson } from '@coffee/data/entities';

/** Why a cup that failed is left to people; kept as the order's exception. */
export type LeftToPeople =
  | 'auto_refund_off'
  | 'auto_refund_currency'
  | 'auto_refund_amount_cap'
  | 'auto_refund_device_cap'
  | 'auto_refund_hour_cap'
  | 'auto_refund_no_provider';

/** `nothing`: no money came, or it is on its way back, or the cup was made after all. */
export type Judgement =
  { verdict: 'nothing' } | { verdict: 'refund' } | { verdict: 'people'; why: LeftToPeople };

export interface PolicyUse {
  ofDeviceToday: number;
  ofMerchantThisHour: number;
}

const people = (why: LeftToPeople): Judgement => ({ verdict: 'people', why });

/** What the merchant's policy says of an order without a cup. Pure: the caller counts and holds the locks. */
export function judge(
  order: Pick<
    OrderEntity,
    | 'paymentStatus'
    | 'fulfilmentStatus'
    | 'isTest'
    | 'totalMinor'
    | 'refundedMinor'
    | 'openRefundMinor'
    | 'currency'
  >,
  settings: MerchantSettingsJson | null,
  used: PolicyUse,
): Judgement {
  if (!isOwed(order)) return { verdict: 'nothing' };
  if (!settings?.autoRefund.enabled) return people('auto_refund_off');
  if (order.currency !== settings.currency) return people('auto_refund_currency');
  const { maxAmountMinor, maxPerDeviceDay, maxPerHour } = settings.autoRefund;
  if (order.totalMinor > maxAmountMinor) return people('auto_refund_amount_cap');
  if (used.ofDeviceToday >= maxPerDeviceDay) return people('auto_refund_device_cap');
  if (used.ofMerchantThisHour >= maxPerHour) return people('auto_refund_hour_cap');
  return { verdict: 'refund' };
}

function isOwed(order: Parameters<typeof judge>[0]): boolean {
  const isPaid = (PAID_STATUSES as readonly string[]).includes(order.paymentStatus);
  const isMissing = order.fulfilmentStatus === 'failed' || order.fulfilmentStatus === 'unknown';
  const isUntouched = order.refundedMinor + order.openRefundMinor === 0 && order.paymentStatus === 'paid';
  return isPaid && isMissing && isUntouched && !order.isTest && order.totalMinor > 0;
}
