import {
  PAID_STATUSES,
  PAYMENT_METHODS,
  PAYMENT_STATUSES,
  type OrderFlag,
  type PaymentStatus,
} from '@coffee/contract/orders';
import { parseAmount } from '@coffee/device-protocol/amounts';
import { parseDeviceTime } from '@coffee/device-protocol/device-time';
import type { CreateOrder, OrderLine } from '@coffee/device-protocol/orders';
import { createHash } from 'node:crypto';

const HOUR_MS = 3_600_000;
const MAX_AHEAD_MS = 24 * HOUR_MS;
const MAX_BEHIND_MS = 400 * 24 * HOUR_MS;
const SUMMARY_LENGTH = 200;
const DEFAULT_CURRENCY = 'CNY';

/** A line as the ingest statement reads it. */
export interface ItemRow {
  line: number;
  product_id: string;
  name: string;
  qty: number;
  unit_price_minor: number;
  options: Record<string, unknown>;
}

/** A machine's report as the ingest statement reads it: names are columns, times ISO, money minor units. */
export interface OrderRow {
  device_id: string;
  order_id: string;
  total_minor: number;
  refunded_minor: number;
  currency: string;
  payment_method: string;
  payment_status: PaymentStatus;
  payment_txn_id: string | null;
  fulfilment_status: string;
  is_test: boolean;
  is_exception: boolean;
  exception_reason: string | null;
  flags: OrderFlag[];
  address: string | null;
  items_summary: string;
  meta: Record<string, unknown>;
  device_ts: string;
  ordered_at: string;
  created_at: string;
  /** Hexadecimal. */
  fingerprint: string;
  /** Counts as a sale: paid and no test. */
  sold: boolean;
  items: ItemRow[];
}

/** Reads a validated report: judges what does not fit, and refuses nothing for it. */
export function toOrderRow(deviceId: string, order: CreateOrder, receivedAt: Date): OrderRow {
  const items = order.items.map(toItemRow);
  const total = parseAmount(order.total_price) ?? 0;
  const currency = order.currency ?? DEFAULT_CURRENCY;
  const payment = readPayment(order);
  const times = readTimes(order.device_ts, receivedAt);
  const matches = sumOf(items) === total;
  const isTest = order.is_test === true || order.payment_method === 'test';
  const flags = [...payment.flags, ...(matches ? [] : (['total_mismatch'] as const)), ...times.flags];
  return {
    device_id: deviceId,
    order_id: order.order_id,
    total_minor: total,
    refunded_minor: payment.status === 'refunded' ? total : 0,
    currency,
    payment_method: order.payment_method,
    payment_status: payment.status,
    ...optionalWords(order),
    is_test: isTest,
    is_exception: !matches,
    exception_reason: matches ? null : 'total_mismatch',
    flags,
    items_summary: summaryOf(items),
    meta: { ...order.meta, ...payment.meta },
    device_ts: times.deviceTs.toISOString(),
    ordered_at: times.orderedAt.toISOString(),
    created_at: receivedAt.toISOString(),
    fingerprint: fingerprintOf(currency, total, items),
    sold: !isTest && includes(PAID_STATUSES, payment.status),
    items,
  };
}

function optionalWords(order: CreateOrder) {
  return {
    payment_txn_id: order.payment_txn_id ?? null,
    fulfilment_status: order.fulfilment_status ?? 'pending',
    address: order.address ?? null,
  };
}

function sumOf(items: readonly ItemRow[]): number {
  return items.reduce((sum, item) => sum + item.qty * item.unit_price_minor, 0);
}

function toItemRow(line: OrderLine, index: number): ItemRow {
  return {
    line: index + 1,
    product_id: line.product_id,
    name: line.name,
    qty: line.qty,
    unit_price_minor: parseAmount(line.unit_price) ?? 0,
    options: line.options ?? {},
  };
}

interface Payment {
  status: PaymentStatus;
  flags: OrderFlag[];
  meta: Record<string, unknown>;
}

/** A word nobody knows does not count as money; it is kept in `meta`. */
function readPayment(order: CreateOrder): Payment {
  const flags: OrderFlag[] = includes(PAYMENT_METHODS, order.payment_method)
    ? []
    : ['unknown_payment_method'];
  const word = order.payment_status ?? 'unpaid';
  if (includes(PAYMENT_STATUSES, word)) return { status: word, flags, meta: {} };
  return {
    status: 'unpaid',
    flags: [...flags, 'unknown_payment_status'],
    meta: { reported_payment_status: word },
  };
}

function includes<Word extends string>(words: readonly Word[], word: string): word is Word {
  return (words as readonly string[]).includes(word);
}

/** A clock that is off by more than its battery explains would put the sale on a day of its own. */
function readTimes(deviceTs: string, receivedAt: Date) {
  const told = parseDeviceTime(deviceTs);
  const ahead = told === null ? Infinity : told.getTime() - receivedAt.getTime();
  if (told !== null && ahead <= MAX_AHEAD_MS && ahead >= -MAX_BEHIND_MS) {
    return { deviceTs: told, orderedAt: told, flags: [] as OrderFlag[] };
  }
  return { deviceTs: told ?? receivedAt, orderedAt: receivedAt, flags: ['clock_skew'] as OrderFlag[] };
}

/** "Latte x 2, Espresso". */
function summaryOf(items: readonly ItemRow[]): string {
  const text = items.map((item) => (item.qty === 1 ? item.name : `${item.name} x ${item.qty}`)).join(', ');
  if (text.length <= SUMMARY_LENGTH) return text;
  // By characters, not by halves of them.
  return `${Array.from(text.slice(0, SUMMARY_LENGTH - 1))
    .slice(0, -1)
    .join('')}…`;
}

/** Money and items, nothing else: a retry may carry another time, another name, another address. */
export function fingerprintOf(currency: string, totalMinor: number, items: readonly ItemRow[]): string {
  const lines = items.map((item) => [item.product_id, item.qty, item.unit_price_minor, sorted(item.options)]);
  return createHash('sha256')
    .update(JSON.stringify([currency, totalMinor, lines]))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
