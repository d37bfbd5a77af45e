import { formatMoney } from '@coffee/contract/money';
import { PAID_STATUSES } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import type {
  Refund,
  RefundDetail,
  RefundObstacle,
  RefundQuery,
  RefundQuote,
} from '@coffee/contract/refunds';
import { RefundAttemptEntity, RefundEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { PaymentProviders, type PaymentProvider } from '../payments';
import { RefundNotFound } from './orders.errors';
import type { OrderRow } from './orders.mapper';
import { OrdersReader } from './orders.reader';
import {
  REFUND_COLUMNS,
  REFUND_JOINS,
  toRefund,
  toRefundAttempt,
  type AttemptRow,
  type RefundRow,
} from './refunds.mapper';

/**
 * What waits for an end or for a person on top, from `1` on, and within both the newest: ids are in the order of time. Word
 * for word that of `refunds_unsettled_idx`.
 */
export const UNSETTLED_REFUND = `(case when r.needs_attention or r.status in ('requested', 'processing', 'unknown') then '1' else '0' end || r.refund_id::text)`;

const REFUND_LIST: ListSpec = {
  entity: RefundEntity,
  alias: 'r',
  from: 'refunds r',
  joins: REFUND_JOINS,
  select: REFUND_COLUMNS,
  sorts: {
    unsettled: { expression: UNSETTLED_REFUND, type: 'text' },
    created_at: { expression: 'r.created_at', type: 'timestamptz' },
    amount: { expression: 'r.amount_minor', type: 'bigint' },
  },
  defaultSort: '-unsettled',
  key: { expression: 'r.refund_id', type: 'uuid' },
};
const MAX_ATTEMPTS_SHOWN = 100;

function refundConditions(query: RefundQuery): Conditions {
  const where = new Conditions()
    .add(query.status, (place) => `r.status = any(${place})`)
    .add(query.provider, (place) => `r.provider = any(${place})`)
    .add(query.source, (place) => `r.source = any(${place})`)
    .add(query.merchant_id, (place) => `r.merchant_id = ${place}`)
    .add(query.device_id, (place) => `r.device_id = any(${place})`)
    .add(query.from, (place) => `r.created_at >= ${place}::timestamptz`)
    .add(query.to, (place) => `r.created_at <= ${place}::timestamptz`)
    .add(
      query.order,
      (place) => `r.order_id in (select named.id from orders named where named.order_id = ${place})`,
    );
  if (query.needs_attention !== undefined)
    where.raw(query.needs_attention ? 'r.needs_attention' : 'not r.needs_attention');
  return where;
}

@Injectable()
export class RefundsReader {
  constructor(
    private readonly db: TenantDb,
    private readonly orders: OrdersReader,
    private readonly providers: PaymentProviders,
  ) {}

  async list(actor: Actor, query: RefundQuery): Promise<Page<Refund>> {
    const { rows, pagination } = await this.db.for(actor).list<RefundRow>(REFUND_LIST, {
      where: refundConditions(query),
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toRefund), pagination };
  }

  async find(actor: Actor, refundId: string): Promise<Refund> {
    const [row] = await this.db.for(actor).query<RefundRow>(
      (scope) => `
        select ${REFUND_COLUMNS} from refunds r ${REFUND_JOINS}
        where r.refund_id = $1::uuid and ${scope(RefundEntity, 'r')}`,
      [refundId],
    );
    if (!row) throw new RefundNotFound();
    return toRefund(row);
  }

  async get(actor: Actor, refundId: string): Promise<RefundDetail> {
    const refund = await this.find(actor, refundId);
    const attempts = await this.db.for(actor).query<AttemptRow>(
      (scope) => `
        select a.attempt, a.step, a.outcome, a.code, a.message, a.duration_ms, a.at from refund_attempts a
        where a.refund_id = $1::uuid and ${scope(RefundAttemptEntity, 'a')}
        order by a.id desc limit ${MAX_ATTEMPTS_SHOWN}`,
      [refundId],
    );
    return { refund, attempts: attempts.map(toRefundAttempt) };
  }

  /** What may be refunded now. Told before a person fills the form; the request checks again. */
  async quote(actor: Actor, orderId: string, deviceId?: string): Promise<RefundQuote> {
    const order = await this.orders.find(actor, orderId, deviceId);
    const provider = this.providers.forMethod(order.payment_method);
    const obstacle = obstacleOf(order, provider);
    const { paid, refundable } = balanceOf(order);
    return {
      order_id: order.order_id,
      device_id: order.device_id,
      currency: order.currency,
      paid: formatMoney(paid),
      refunded: formatMoney(order.refunded_minor),
      in_flight: formatMoney(order.open_refund_minor),
      refundable: formatMoney(refundable),
      provider: provider?.name ?? null,
      configured: provider?.isConfigured() ?? false,
      payment_method: order.payment_method,
      payment_txn_id: order.payment_txn_id,
      obstacle,
      failure_reason: order.failure_reason,
    };
  }
}

type Money = Pick<OrderRow, 'payment_status' | 'total_minor' | 'refunded_minor' | 'open_refund_minor'>;

const isPaid = ({ payment_status }: Money): boolean =>
  (PAID_STATUSES as readonly string[]).includes(payment_status);

/** In minor units. */
export function balanceOf(order: Money): { paid: number; refundable: number } {
  const paid = isPaid(order) ? order.total_minor : 0;
  return { paid, refundable: Math.max(0, paid - order.refunded_minor - order.open_refund_minor) };
}

export function obstacleOf(order: Money, provider: PaymentProvider | null): RefundObstacle | null {
  if (!isPaid(order)) return 'unpaid';
  if (balanceOf(order).refundable === 0) return 'nothing_left';
  if (!provider) return 'no_provider';
  return provider.isConfigured() ? null : 'not_configured';
}
