import { Type } from 'class-transformer';
import {
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
