import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
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
import { IsMoneyAmount } from './amounts';
import { IsDeviceTime } from './device-time';
import { CURRENCY_PATTERN, ORDER_ID_PATTERN, PLAIN_TEXT_PATTERN } from './patterns';

/** One line of an order. `unit_price` is in the order's currency, per piece. */
export class OrderLine {
  @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) product_id!: string;
  @IsString() @MinLength(1) @MaxLength(200) @Matches(PLAIN_TEXT_PATTERN) name!: string;
  @IsInt() @Min(1) @Max(1000) qty!: number;
  @IsMoneyAmount() unit_price!: number | string;
  /** Size, sugar, milk: shown to people as it is. */
  @IsOptional() @IsObject() options?: Record<string, unknown> | null;
}

/** How far an order is when it is first told; absent means `pending`. */
export const FIRST_FULFILMENT_STATUSES = ['pending', 'brewing', 'completed', 'failed'] as const;
export type FirstFulfilmentStatus = (typeof FIRST_FULFILMENT_STATUSES)[number];

/**
 * Body of `POST /devices/{id}/orders/create`: a sale that happened. Sent again it changes nothing (200); with other
 * money or items under the same id it is a conflict (409), the first stands and the second is kept for people.
 * Unknown products, materials and payment words are stored and flagged.
 * Errors: 401, 403, 404 DEVICE_NOT_FOUND, 409 CONFLICT, 422 VALIDATION_ERROR, 429 and 503 (try again).
 */
export class CreateOrder {
  @IsString() @Matches(ORDER_ID_PATTERN) order_id!: string;
  /** When the machine sold. */
  @IsDeviceTime() device_ts!: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => OrderLine)
  items!: OrderLine[];
  @IsMoneyAmount() total_price!: number | string;
  /** ISO 4217; absent means CNY. */
  @IsOptional() @IsString() @Matches(CURRENCY_PATTERN) currency?: string | null;
  /** `wechat`, `alipay`, `card`, `corp`; the kiosk also says `remote` and `test`. */
  @IsString() @MinLength(1) @MaxLength(50) @Matches(PLAIN_TEXT_PATTERN) payment_method!: string;
  /** `unpaid`, `paid`, ...; the kiosk also says `failed` and `canceled`. Absent means `unpaid`: money counts when somebody says that it came. */
  @IsOptional() @IsString() @MaxLength(50) @Matches(PLAIN_TEXT_PATTERN) payment_status?: string | null;
  @IsOptional() @IsString() @MaxLength(200) @Matches(PLAIN_TEXT_PATTERN) payment_txn_id?: string | null;
  @IsOptional() @IsIn(FIRST_FULFILMENT_STATUSES) fulfilment_status?: FirstFulfilmentStatus | null;
  @IsOptional() @IsString() @MaxLength(300) @Matches(PLAIN_TEXT_PATTERN) address?: string | null;
  /** A test order is no sale. */
  @IsOptional() @IsBoolean() is_test?: boolean | null;
  @IsOptional() @IsObject() meta?: Record<string, unknown> | null;
}

/** `message` of a new order (201). */
export const ORDER_CREATED = 'Order created';
/** `message` of an order that was there (200). */
export const ORDER_EXISTS = 'Order already exists';

/** Answer of `POST /devices/{id}/orders/create`. */
export class CreateOrderAnswer {
  @IsString() order_id!: string;
  @IsString() message!: string;
}

export const REPORTED_ORDER_STATUSES = ['brewing', 'completed', 'failed'] as const;
export type ReportedOrderStatus = (typeof REPORTED_ORDER_STATUSES)[number];

/**
 * Body of `POST /devices/{id}/orders/{order_id}/status`. `failed` on a paid order starts the merchant's refund policy.
 * Errors: as for the order, and 404 ORDER_NOT_FOUND.
 */
export class OrderStatusReport {
  @IsIn(REPORTED_ORDER_STATUSES) status!: ReportedOrderStatus;
  @IsOptional() @IsString() @MaxLength(500) @Matches(PLAIN_TEXT_PATTERN) reason?: string | null;
  @IsDeviceTime() timestamp!: string;
}

/** The same as a fact of the offline queue: the order's id comes along. */
export class OrderStatusEvent extends OrderStatusReport {
  @IsString() @Matches(ORDER_ID_PATTERN) order_id!: string;
}

/** Answer of `POST /devices/{id}/orders/{order_id}/status`: the order's new state. */
export class OrderStatusAnswer {
  @IsString() order_id!: string;
  @IsString() fulfilment_status!: string;
  @IsString() payment_status!: string;
}
