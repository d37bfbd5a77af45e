import { formatMoney } from '@coffee/contract/money';
import {
  refundStateOf,
  type FulfilmentStatus,
  type Order,
  type OrderItem,
  type OrderSums,
  type PaymentStatus,
  type TimelineEntry,
} from '@coffee/contract/orders';
import { joinedState } from './order-states';

export const ORDER_COLUMNS = `o.id, o.order_id, o.device_id, d.alias as device_alias, o.merchant_id, o.location_id,
  o.total_minor, o.refunded_minor, o.open_refund_minor, o.currency, o.payment_method, o.payment_status, o.payment_txn_id,
  o.fulfilment_status, o.failure_reason, o.is_test, o.is_exception, o.exception_reason, o.flags, o.address,
  o.items_summary, o.device_ts, o.created_at, o.updated_at`;
export const ORDER_JOINS = 'left join devices d on d.device_id = o.device_id';

export interface OrderRow {
  id: number;
  order_id: string;
  device_id: string;
  device_alias: string | null;
  merchant_id: number | null;
  location_id: number | null;
  total_minor: number;
  refunded_minor: number;
  open_refund_minor: number;
  currency: string;
  payment_method: string;
  payment_status: PaymentStatus;
  payment_txn_id: string | null;
  fulfilment_status: FulfilmentStatus;
  failure_reason: string | null;
  is_test: boolean;
  is_exception: boolean;
  exception_reason: string | null;
  flags: string[];
  address: string | null;
  items_summary: string;
  device_ts: Date;
  created_at: Date;
  updated_at: Date;
}

export interface SumRow {
  currency: string;
  orders: number;
  found: number;
  sales_minor: number;
  refunded_minor: number;
}

export interface ItemRow {
  product_id: string;
  name: string;
  qty: number;
  unit_price_minor: number;
  options: Record<string, unknown>;
}

export interface EventRow {
  event: string;
  at: Date;
  source: string;
  detail: string | null;
}

export function toOrder(row: OrderRow): Order {
  return {
    id: row.id,
    order_id: row.order_id,
    device_id: row.device_id,
    device_alias: row.device_alias,
    merchant_id: row.merchant_id,
    location_id: row.location_id,
    total_price: formatMoney(row.total_minor),
    refunded_amount: formatMoney(row.refunded_minor),
    open_refund_amount: formatMoney(row.open_refund_minor),
    refund_state: refundStateOf(row.payment_status),
    state: joinedState(row.payment_status, row.fulfilment_status, row.is_exception),
    currency: row.currency,
    payment_method: row.payment_method,
    payment_status: row.payment_status,
    payment_txn_id: row.payment_txn_id,
    fulfilment_status: row.fulfilment_status,
    failure_reason: row.failure_reason,
    is_test: row.is_test,
    is_exception: row.is_exception,
    exception_reason: row.exception_reason,
    flags: row.flags,
    address: row.address,
    items_summary: row.items_summary,
    device_ts: row.device_ts.toISOString(),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

export function toOrderItem(row: ItemRow): OrderItem {
  return {
    product_id: row.product_id,
    name: row.name,
    qty: row.qty,
    unit_price: formatMoney(row.unit_price_minor),
    options: row.options,
  };
}

export function toTimelineEntry(row: EventRow): TimelineEntry {
  return { event: row.event, at: row.at.toISOString(), source: row.source, detail: row.detail };
}

/** `found` stops one above the limit. */
export function toOrderSums(rows: readonly SumRow[], limit: number): OrderSums {
  return {
    sums: rows.map(({ currency, orders, sales_minor, refunded_minor }) => ({
      currency,
      orders,
      sales: formatMoney(sales_minor),
      refunded: formatMoney(refunded_minor),
    })),
    counted: rows.reduce((sum, row) => sum + row.orders, 0),
    is_complete: (rows[0]?.found ?? 0) <= limit,
  };
}
