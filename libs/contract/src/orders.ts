import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { MAX_ID, PLAIN_TEXT_PATTERN } from './identifiers';
import { IsMoney } from './money';
import { CommaList, PageQuery, QueryFlag } from './paging';
import { Refund } from './refunds';
import { IsInstant } from './times';

/** Methods the product knows; a machine may report others, which are stored and flagged. */
export const PAYMENT_METHODS = ['wechat', 'alipay', 'card', 'corp', 'remote', 'test'] as const;
export const PAYMENT_STATUSES = [
  'unpaid',
  'paid',
  'refund_pending',
  'refunded',
  'partially_refunded',
  'refund_failed',
  'failed',
  'canceled',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];
/** Words that say that the money came, whatever became of it later: such an order is a sale unless it is a test. */
export const PAID_STATUSES = [
  'paid',
  'refund_pending',
  'refunded',
  'partially_refunded',
  'refund_failed',
] as const satisfies readonly PaymentStatus[];
export const FULFILMENT_STATUSES = ['pending', 'brewing', 'completed', 'failed', 'unknown'] as const;
export type FulfilmentStatus = (typeof FULFILMENT_STATUSES)[number];

/** What became of an order's money that went back. `failed`: a refund failed and nothing of it went back. */
export const ORDER_REFUND_STATES = ['none', 'pending', 'partial', 'full', 'failed'] as const;
export type OrderRefundState = (typeof ORDER_REFUND_STATES)[number];

const REFUND_STATES: Partial<Record<PaymentStatus, OrderRefundState>> = {
  refund_pending: 'pending',
  refunded: 'full',
  partially_refunded: 'partial',
  refund_failed: 'failed',
};

/** The payment tells it: for rows that a live event changed in place, too. */
export function refundStateOf(payment: PaymentStatus): OrderRefundState {
  return REFUND_STATES[payment] ?? 'none';
}

/** One word for people out of payment, making and refund, which move on their own. */
export const ORDER_STATES = [
  'awaiting_payment',
  'canceled',
  'paid',
  'preparing',
  'completed',
  'failed',
  'unknown',
  'refunding',
  'refunded',
  'partially_refunded',
  'needs_review',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** Why an order deserves a look: told by the machine's report, kept with the order. */
export const ORDER_FLAGS = [
  'unknown_payment_method',
  'unknown_payment_status',
  'total_mismatch',
  'clock_skew',
  'conflicting_report',
] as const;
export type OrderFlag = (typeof ORDER_FLAGS)[number];

/** An order as people see it. Amounts are in `currency`. */
export class Order {
  @IsInt() id!: number;
  /** Made by the machine; unique per machine. */
  @IsString() order_id!: string;
  @IsString() device_id!: string;
  @IsOptional() @IsString() device_alias!: string | null;
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsOptional() @IsInt() location_id!: number | null;
  @IsMoney() total_price!: number;
  @IsMoney() refunded_amount!: number;
  /** On its way back: requested and not settled. */
  @IsMoney() open_refund_amount!: number;
  @IsIn(ORDER_REFUND_STATES) refund_state!: OrderRefundState;
  @IsIn(ORDER_STATES) state!: OrderState;
  @IsString() currency!: string;
  @IsString() payment_method!: string;
  @IsIn(PAYMENT_STATUSES) payment_status!: PaymentStatus;
  @IsOptional() @IsString() payment_txn_id!: string | null;
  @IsIn(FULFILMENT_STATUSES) fulfilment_status!: FulfilmentStatus;
  @IsOptional() @IsString() failure_reason!: string | null;
  @IsBoolean() is_test!: boolean;
  @IsBoolean() is_exception!: boolean;
  @IsOptional() @IsString() exception_reason!: string | null;
  @IsArray() @IsString({ each: true }) flags!: string[];
  @IsOptional() @IsString() address!: string | null;
  /** "Latte x 2, Espresso": for lists. */
  @IsString() items_summary!: string;
  /** When the machine says it sold. */
  @IsInstant() device_ts!: string;
  /** When the server stored it. */
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
}

export class OrderItem {
  @IsString() product_id!: string;
  @IsString() name!: string;
  @IsInt() @Min(1) qty!: number;
  @IsMoney() unit_price!: number;
  @IsObject() options!: Record<string, unknown>;
}

/** One thing that happened to an order; `data` depends on `event`. */
export class TimelineEntry {
  @IsString() event!: string;
  @IsInstant() at!: string;
  @IsString() source!: string;
  @IsOptional() @IsString() detail!: string | null;
}

/** `GET /orders/{id}`. */
export class OrderDetail {
  @ValidateNested() @Type(() => Order) order!: Order;
  @ValidateNested({ each: true }) @Type(() => OrderItem) items!: OrderItem[];
  /** Newest first. */
  @ValidateNested({ each: true }) @Type(() => Refund) refunds!: Refund[];
  @ValidateNested({ each: true }) @Type(() => TimelineEntry) timeline!: TimelineEntry[];
}

/** Sums of one currency over listed orders. Test orders are in `orders` alone. */
export class OrderSum {
  @Matches(/^[A-Z]{3}$/) currency!: string;
  @IsInt() orders!: number;
  /** Paid, no tests. */
  @IsMoney() sales!: number;
  @IsMoney() refunded!: number;
}

/** `GET /orders/sums`: over everything that the same filter lists, or over its newest `counted` orders when there are more. */
export class OrderSums {
  @ValidateNested({ each: true }) @Type(() => OrderSum) sums!: OrderSum[];
  @IsInt() counted!: number;
  @IsBoolean() is_complete!: boolean;
}

/** Order ids are made by machines: when two machines used the same one, `device_id` says which is meant. */
export class OrderPick {
  @IsOptional() @IsString() @MaxLength(100) device_id?: string;
}

/** `POST /orders/{id}/exception`. */
export class MarkException {
  @IsString() @MinLength(1) @MaxLength(200) @Matches(PLAIN_TEXT_PATTERN) reason!: string;
}

export const ORDER_SORTS = ['device_ts', 'created_at', 'total_price'] as const;

/** `GET /orders`, newest sale first (`sort=-device_ts`). `from` and `to` are inclusive and speak of the time of sale. */
export class OrderQuery extends PageQuery {
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
  @IsOptional() @CommaList() @IsString({ each: true }) @MaxLength(100, { each: true }) device_id?: string[];
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) location_id?: number;
  @IsOptional()
  @CommaList()
  @IsString({ each: true })
  @MaxLength(50, { each: true })
  payment_method?: string[];
  @IsOptional() @CommaList() @IsIn(PAYMENT_STATUSES, { each: true }) payment_status?: PaymentStatus[];
  @IsOptional()
  @CommaList()
  @IsIn(FULFILMENT_STATUSES, { each: true })
  fulfilment_status?: FulfilmentStatus[];
  @IsOptional() @IsString() @MaxLength(100) product_id?: string;
  @IsOptional() @QueryFlag() @IsBoolean() exception?: boolean;
  /** The order id or its beginning. */
  @IsOptional() @IsString() @MaxLength(100) query?: string;
  @IsOptional() @Type(() => Number) @IsNumber() @Min(0) min_total?: number;
  @IsOptional() @Type(() => Number) @IsNumber() @Min(0) max_total?: number;
}

export const EXPORT_FORMATS = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export const EXPORT_LANGUAGES = ['en', 'zh-CN'] as const;
export type ExportLanguage = (typeof EXPORT_LANGUAGES)[number];

/** `GET /orders/export`: the filters and the sort of `GET /orders`; all that match, whatever page is asked for. */
export class OrderExportQuery extends OrderQuery {
  @IsOptional() @IsIn(EXPORT_FORMATS) format?: ExportFormat;
  /** Of the words in the header. */
  @IsOptional() @IsIn(EXPORT_LANGUAGES) language?: ExportLanguage;
}
