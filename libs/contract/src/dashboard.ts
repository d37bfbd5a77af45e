import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { MAX_ID } from './identifiers';
import { IsMoney } from './money';
import { IsInstant } from './times';
import { ALARM_TYPES, type AlarmType } from './alarms';
import type { DeviceStatus } from './devices';

/** `GET /dashboard/summary`: without `from` and `to` the trends cover the last 7 days. */
export class DashboardQuery {
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
}

/** One day of a trend; `date` is a day of the merchant's time zone, `value` null when nothing was measured. */
export class TrendPoint {
  @Matches(/^\d{4}-\d{2}-\d{2}$/) date!: string;
  @IsOptional() @IsNumber() value!: number | null;
}

export class Trends {
  @ValidateNested({ each: true }) @Type(() => TrendPoint) sales!: TrendPoint[];
  @ValidateNested({ each: true }) @Type(() => TrendPoint) orders!: TrendPoint[];
  /** Shares from 0 to 1. */
  @ValidateNested({ each: true }) @Type(() => TrendPoint) online_rate!: TrendPoint[];
}

export class TopProduct {
  @IsString() product_id!: string;
  @IsString() name!: string;
  @IsInt() qty!: number;
  @IsNumber() sales!: number;
}

export class TopDevice {
  @IsString() device_id!: string;
  @IsOptional() @IsString() alias!: string | null;
  @IsInt() orders!: number;
  @IsNumber() sales!: number;
}

/** The fleet and its money at one glance. Sales are what was paid less what was refunded, without test orders. */
export class DashboardSummary {
  @IsInt() device_total!: number;
  @IsObject() devices_by_status!: Record<DeviceStatus, number>;
  /** Share of machines with a live connection now, 0 to 1; null without machines. */
  @IsOptional() @IsNumber() online_rate!: number | null;
  @IsNumber() sales_today!: number;
  @IsNumber() sales_week!: number;
  @IsInt() orders_today!: number;
  @IsMoney() refunds_today!: number;
  @IsInt() alarms_open!: number;
  @IsInt() materials_low!: number;
  @IsInt() pending_commands!: number;
  @ValidateNested({ each: true }) @Type(() => TopProduct) top_products!: TopProduct[];
  @ValidateNested({ each: true }) @Type(() => TopDevice) top_devices!: TopDevice[];
  @ValidateNested() @Type(() => Trends) trends!: Trends;
  @IsString() currency!: string;
  @IsString() time_zone!: string;
}

/** What was sold in a span of days, and what went wrong. */
export class PeriodFigures {
  @IsInt() orders!: number;
  @IsInt() cups!: number;
  /** What was paid less what was refunded. */
  @IsNumber() sales!: number;
  @IsNumber() refunds!: number;
  /** Refunds as a share of what was paid, 0 to 1; null when nothing was paid. */
  @IsOptional() @IsNumber() refund_rate!: number | null;
  /** What an order was paid on average; null without orders. */
  @IsOptional() @IsNumber() average_order!: number | null;
  @IsInt() alarms_opened!: number;
  /**
   * Paid orders whose cup was made, as a share of those whose outcome is known or long due, 0 to 1. One of which nothing was
   * heard within ten minutes counts as not made. Null when nothing was heard of any.
   */
  @IsOptional() @IsNumber() order_success_rate!: number | null;
  /** Paid orders without a cup: failed, and never heard of. */
  @IsInt() orders_failed!: number;
  @IsInt() orders_unheard!: number;
  /**
   * Orders that were paid, as a share of those whose payment came or was refused or called off, 0 to 1; one that still waits
   * for its payment is not counted. Null when there were none.
   */
  @IsOptional() @IsNumber() payment_success_rate!: number | null;
  @IsInt() payments_declined!: number;
  /**
   * Half of the alarms of those days that a person acknowledged were so within this time, in seconds; at most the latest 10,000
   * count. Null when nobody acknowledged one.
   */
  @IsOptional() @IsNumber() ack_median_seconds!: number | null;
  /** Of the critical ones alone. */
  @IsOptional() @IsNumber() ack_median_critical_seconds!: number | null;
}

/** A day of orders; rates as in `PeriodFigures`. */
export class OutcomeDay {
  @Matches(/^\d{4}-\d{2}-\d{2}$/) date!: string;
  @IsOptional() @IsNumber() order_success_rate!: number | null;
  @IsOptional() @IsNumber() payment_success_rate!: number | null;
}

/** `GET /dashboard/figures`: the span that was asked for, beside as many days before it. */
export class DashboardFigures {
  @ValidateNested() @Type(() => PeriodFigures) current!: PeriodFigures;
  @ValidateNested() @Type(() => PeriodFigures) previous!: PeriodFigures;
  /** Of the span that was asked for; days without an order are not in it. */
  @ValidateNested({ each: true }) @Type(() => OutcomeDay) days!: OutcomeDay[];
  /** First and last day of each, in the merchant's zone. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) from_day!: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) to_day!: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) previous_from_day!: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) previous_to_day!: string;
  @IsString() currency!: string;
  @IsString() time_zone!: string;
}

/** An hour of the week, summed over the days that were asked for; `weekday` is 1 for Monday. */
export class WeekHour {
  @IsInt() weekday!: number;
  @IsInt() hour!: number;
  @IsInt() orders!: number;
  @IsNumber() sales!: number;
}

/** An hour of the last day, beside the same one a week before. */
export class DayHour {
  @IsInt() hour!: number;
  @IsInt() orders!: number;
  @IsNumber() sales!: number;
  @IsInt() previous_orders!: number;
  @IsNumber() previous_sales!: number;
}

/** `GET /dashboard/hours`: when it is sold, in the merchant's zone. Sales are what was paid. */
export class DashboardHours {
  /** Hours in which something was sold. */
  @ValidateNested({ each: true }) @Type(() => WeekHour) week!: WeekHour[];
  /** The last day that was asked for, 24 hours. */
  @ValidateNested({ each: true }) @Type(() => DayHour) day!: DayHour[];
  @Matches(/^\d{4}-\d{2}-\d{2}$/) day_date!: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/) previous_date!: string;
  @IsString() currency!: string;
  @IsString() time_zone!: string;
}

/** Alarms of a type that opened in a span of days. */
export class AlarmTypeCount {
  @IsIn(ALARM_TYPES) type!: AlarmType;
  @IsInt() opened!: number;
  /** Of these, that opened as critical or became so. */
  @IsInt() critical!: number;
}

/** `GET /dashboard/alarms`: the most frequent first. */
export class DashboardAlarms {
  @ValidateNested({ each: true }) @Type(() => AlarmTypeCount) types!: AlarmTypeCount[];
}

export const ATTENTION_KINDS = [
  'critical_alarms',
  'fault',
  'offline_open',
  'bins_empty',
  'bins_empty_soon',
  'products_blocked',
  'refunds',
  'dispatches',
  'channels_off',
  'registered',
  'maintenance',
] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];

/** Something that waits for a person. */
export class AttentionItem {
  /** `channels_off`: notification channels that the system switched off; `offline_open`: machines out of reach while their location is open; `bins_empty_soon`: within 24 hours. */
  @IsIn(ATTENTION_KINDS) kind!: AttentionKind;
  @IsInt() count!: number;
  /** Since when the oldest has waited; null where nobody knows. */
  @IsOptional() @IsInstant() since!: string | null;
}

/** `GET /dashboard/attention`: the most urgent first, only what there is. */
export class DashboardAttention {
  @ValidateNested({ each: true }) @Type(() => AttentionItem) items!: AttentionItem[];
}

/** `GET /dashboard/attention`. */
export class AttentionQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
}
