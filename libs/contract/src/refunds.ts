import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
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
import { IsInstant } from './times';

/** `unknown`: a call may have acted, and the provider is asked under the same number until it says. */
export const REFUND_STATUSES = ['requested', 'processing', 'succeeded', 'failed', 'unknown'] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];
/** Not settled: their amount is taken from what may still be refunded. */
export const OPEN_REFUND_STATUSES = [
  'requested',
  'processing',
  'unknown',
] as const satisfies readonly RefundStatus[];

/** Who wanted it: a person, the merchant's policy, or a person again after one that failed. */
export const REFUND_SOURCES = ['person', 'policy', 'retry'] as const;
export type RefundSource = (typeof REFUND_SOURCES)[number];
/** Who pays it back. `corp` is the account that the merchant keeps with us. */
export const REFUND_PROVIDERS = ['wechat', 'alipay', 'stripe', 'corp'] as const;
export type RefundProvider = (typeof REFUND_PROVIDERS)[number];

/** Reasons that the form offers; any other text is accepted. */
export const REFUND_REASONS = [
  'not_served',
  'wrong_drink',
  'quality',
  'overcharged',
  'duplicate',
  'goodwill',
  'other',
] as const;

/** Money of an order on its way back. Its id is its number at the provider. */
export class Refund {
  @IsUUID() refund_id!: string;
  /** The machine's order id. */
  @IsString() order_id!: string;
  @IsString() device_id!: string;
  @IsOptional() @IsString() device_alias!: string | null;
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsMoney() amount!: number;
  @IsString() currency!: string;
  @IsIn(REFUND_STATUSES) status!: RefundStatus;
  @IsIn(REFUND_PROVIDERS) provider!: RefundProvider;
  @IsOptional() @IsString() provider_refund_id!: string | null;
  @IsString() reason!: string;
  @IsOptional() @IsString() note!: string | null;
  @IsIn(REFUND_SOURCES) source!: RefundSource;
  @IsString() requested_by!: string;
  /** The failed refund whose place it takes. */
  @IsOptional() @IsUUID() retry_of!: string | null;
  /** What took its place. */
  @IsOptional() @IsUUID() retried_by!: string | null;
  @IsInt() attempts!: number;
  @IsOptional() @IsInstant() next_attempt_at!: string | null;
  @IsOptional() @IsString() last_error_code!: string | null;
  @IsOptional() @IsString() last_error_message!: string | null;
  /** A person must look: it failed, it is in limbo, or it takes too long. */
  @IsBoolean() needs_attention!: boolean;
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
  @IsOptional() @IsInstant() settled_at!: string | null;
}

/** What a provider answered to one call. */
export class RefundAttempt {
  @IsInt() attempt!: number;
  @IsIn(['submit', 'query']) step!: 'submit' | 'query';
  @IsString() outcome!: string;
  @IsOptional() @IsString() code!: string | null;
  @IsOptional() @IsString() message!: string | null;
  @IsInt() duration_ms!: number;
  @IsInstant() at!: string;
}

/** `GET /refunds/{id}`: with the newest 100 calls, newest first. */
export class RefundDetail {
  @ValidateNested() @Type(() => Refund) refund!: Refund;
  @ValidateNested({ each: true }) @Type(() => RefundAttempt) attempts!: RefundAttempt[];
}

/** `POST /orders/{id}/manual_refund`. Without `amount` all that is left. */
export class ManualRefund {
  @IsString() @MinLength(1) @MaxLength(200) @Matches(PLAIN_TEXT_PATTERN) reason!: string;
  @IsOptional() @IsString() @MaxLength(500) @Matches(PLAIN_TEXT_PATTERN) note?: string | null;
  /** More than zero, in the order's currency. */
  @IsOptional() @IsMoney() amount?: number;
}

/** The refund is stored, and the provider will be told; `refund.updated` says what became of it. */
export class RefundAnswer {
  @IsIn(['processing']) status!: 'processing';
  @IsString() message!: string;
  @ValidateNested() @Type(() => Refund) refund!: Refund;
}

/** Why nothing can be refunded. */
export const REFUND_OBSTACLES = ['unpaid', 'nothing_left', 'no_provider', 'not_configured'] as const;
export type RefundObstacle = (typeof REFUND_OBSTACLES)[number];

/** `GET /orders/{id}/refund_quote`: what may be refunded now, and by whom. */
export class RefundQuote {
  @IsString() order_id!: string;
  @IsString() device_id!: string;
  @IsString() currency!: string;
  @IsMoney() paid!: number;
  @IsMoney() refunded!: number;
  @IsMoney() in_flight!: number;
  @IsMoney() refundable!: number;
  @IsOptional() @IsIn(REFUND_PROVIDERS) provider!: RefundProvider | null;
  @IsBoolean() configured!: boolean;
  @IsString() payment_method!: string;
  @IsOptional() @IsString() payment_txn_id!: string | null;
  @IsOptional() @IsIn(REFUND_OBSTACLES) obstacle!: RefundObstacle | null;
  /** What the machine said of the cup, for whoever decides. */
  @IsOptional() @IsString() failure_reason!: string | null;
}

export const REFUND_SORTS = ['unsettled', 'created_at', 'amount'] as const;

/** `GET /refunds`, what waits for an end or for a person first (`sort=-unsettled`). `from` and `to` speak of the request. */
export class RefundQuery extends PageQuery {
  @IsOptional() @CommaList() @IsIn(REFUND_STATUSES, { each: true }) status?: RefundStatus[];
  @IsOptional() @CommaList() @IsIn(REFUND_PROVIDERS, { each: true }) provider?: RefundProvider[];
  @IsOptional() @CommaList() @IsIn(REFUND_SOURCES, { each: true }) source?: RefundSource[];
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
  @IsOptional() @CommaList() @IsString({ each: true }) @MaxLength(100, { each: true }) device_id?: string[];
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
  /** The machine's order id. */
  @IsOptional() @IsString() @MaxLength(100) order?: string;
  @IsOptional() @QueryFlag() @IsBoolean() needs_attention?: boolean;
}

/** A product that a machine was told not to sell: its cups failed again and again. */
export class ProductBlock {
  @IsInt() id!: number;
  @IsString() device_id!: string;
  @IsString() product_id!: string;
  @IsString() name!: string;
  @IsInt() failures!: number;
  @IsInstant() blocked_at!: string;
  /** The machine has been sent the list of what it may not sell. */
  @IsBoolean() told!: boolean;
}
