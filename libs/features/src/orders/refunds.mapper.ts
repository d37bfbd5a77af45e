import { formatMoney } from '@coffee/contract/money';
import type {
  ProductBlock,
  Refund,
  RefundAttempt,
  RefundProvider,
  RefundSource,
  RefundStatus,
} from '@coffee/contract/refunds';

export const REFUND_COLUMNS = `r.refund_id, o.order_id, r.device_id, d.alias as device_alias, r.merchant_id, r.amount_minor,
  r.currency, r.status, r.provider, r.provider_refund_id, r.reason, r.note, r.source, r.requested_by, r.retry_of,
  (select f.refund_id from refunds f where f.retry_of = r.refund_id) as retried_by, r.attempts, r.next_attempt_at,
  r.last_error_code, r.last_error_message, r.needs_attention, r.created_at, r.updated_at, r.settled_at`;
export const REFUND_JOINS =
  'join orders o on o.id = r.order_id left join devices d on d.device_id = r.device_id';

export interface RefundRow {
  refund_id: string;
  order_id: string;
  device_id: string;
  device_alias: string | null;
  merchant_id: number | null;
  amount_minor: number;
  currency: string;
  status: RefundStatus;
  provider: RefundProvider;
  provider_refund_id: string | null;
  reason: string;
  note: string | null;
  source: RefundSource;
  requested_by: string;
  retry_of: string | null;
  retried_by: string | null;
  attempts: number;
  next_attempt_at: Date | null;
  last_error_code: string | null;
  last_error_message: string | null;
  needs_attention: boolean;
  created_at: Date;
  updated_at: Date;
  settled_at: Date | null;
}

export interface AttemptRow {
  attempt: number;
  step: 'submit' | 'query';
  outcome: string;
  code: string | null;
  message: string | null;
  duration_ms: number;
  at: Date;
}

export interface BlockRow {
  id: number;
  device_id: string;
  product_id: string;
  name: string;
  failures: number;
  blocked_at: Date;
  told: boolean;
}

export function toRefund({ amount_minor, ...row }: RefundRow): Refund {
  return {
    refund_id: row.refund_id,
    order_id: row.order_id,
    device_id: row.device_id,
    device_alias: row.device_alias,
    merchant_id: row.merchant_id,
    amount: formatMoney(amount_minor),
    currency: row.currency,
    status: row.status,
    provider: row.provider,
    provider_refund_id: row.provider_refund_id,
    reason: row.reason,
    note: row.note,
    source: row.source,
    requested_by: row.requested_by,
    retry_of: row.retry_of,
    retried_by: row.retried_by,
    attempts: row.attempts,
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    last_error_code: row.last_error_code,
    last_error_message: row.last_error_message,
    needs_attention: row.needs_attention,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    settled_at: row.settled_at?.toISOString() ?? null,
  };
}

export function toRefundAttempt({ at, ...row }: AttemptRow): RefundAttempt {
  return { ...row, at: at.toISOString() };
}

export function toProductBlock({ blocked_at, ...row }: BlockRow): ProductBlock {
  return { ...row, blocked_at: blocked_at.toISOString() };
}
