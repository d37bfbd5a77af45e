import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { DashboardQuery } from './dashboard';
import { MAX_ID } from './identifiers';
import { EXPORT_LANGUAGES, type ExportLanguage } from './orders';
import { IsInstant } from './times';

/** What opening time was lost to. `short`: the share of the menu that lacked a material; `blocked`: that failed too often. */
export const LOST_REASONS = ['offline', 'fault', 'maintenance', 'short', 'blocked'] as const;
export type LostReason = (typeof LOST_REASONS)[number];

/**
 * Opening time of machines, in seconds. `open_seconds` is the sum of the others. `unknown_seconds` is time in which the system
 * itself could not hear machines: neither sold nor lost.
 */
export class SellableTime {
  /** Share of the known opening time in which machines could sell, 0 to 1; null when there was none. */
  @IsOptional() @IsNumber() rate!: number | null;
  @IsNumber() open_seconds!: number;
  @IsNumber() sellable_seconds!: number;
  @IsNumber() offline_seconds!: number;
  @IsNumber() fault_seconds!: number;
  @IsNumber() maintenance_seconds!: number;
  @IsNumber() short_seconds!: number;
  @IsNumber() blocked_seconds!: number;
  @IsNumber() unknown_seconds!: number;
  /**
   * Opening time in which a bin held less than a cup needs, in touch or not; summed over machines, and no part of
   * `open_seconds`. Null when nothing was known of bins.
   */
  @IsOptional() @IsNumber() stockout_seconds!: number | null;
  /** What would usually have been sold in the lost time, after the machine's own last four weeks. */
  @IsNumber() lost_sales!: number;
}

/** One day of the merchant's time zone. */
export class SellableDay extends SellableTime {
  @Matches(/^\d{4}-\d{2}-\d{2}$/) date!: string;
}

/** A machine by what its lost time cost. */
export class LosingDevice {
  @IsString() device_id!: string;
  @IsOptional() @IsString() alias!: string | null;
  @IsOptional() @IsNumber() rate!: number | null;
  @IsNumber() lost_seconds!: number;
  @IsNumber() lost_sales!: number;
}

/** `GET /dashboard/availability`: days without a machine that was open are not in `days`. */
export class AvailabilityReport {
  @ValidateNested() @Type(() => SellableTime) total!: SellableTime;
  /** The same number of days before. */
  @ValidateNested() @Type(() => SellableTime) previous!: SellableTime;
  @ValidateNested({ each: true }) @Type(() => SellableDay) days!: SellableDay[];
  /** The ten that lost most. */
  @ValidateNested({ each: true }) @Type(() => LosingDevice) top_losses!: LosingDevice[];
  @IsString() currency!: string;
  @IsString() time_zone!: string;
}

export const MAX_AVAILABILITY_DAYS = 90;

/** `GET /devices/{id}/availability`: the last 7 days, or so many, today included. */
export class DeviceAvailabilityQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_AVAILABILITY_DAYS) days?: number;
}

/** Answer of `GET /devices/{id}/availability`. */
export class DeviceAvailability {
  @ValidateNested() @Type(() => SellableTime) total!: SellableTime;
  @ValidateNested({ each: true }) @Type(() => SellableDay) days!: SellableDay[];
  @IsString() currency!: string;
  @IsString() time_zone!: string;
}

/** `GET /availability/export`: a line per machine and day; without bounds the last 7 days. */
export class AvailabilityExportQuery {
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
  @IsOptional() @IsString() @MaxLength(100) device_id?: string;
  @IsOptional() @IsIn(EXPORT_LANGUAGES) language?: ExportLanguage;
}

/** `GET /dashboard/availability`. */
export class AvailabilityQuery extends DashboardQuery {}
