import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsLatitude,
  IsLongitude,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  Min,
  Max,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { MAX_ID, PLAIN_TEXT_PATTERN } from './identifiers';
import { IsMoney } from './money';
import { OpeningHours } from './opening-hours';
import { CommaList, PageQuery } from './paging';
import { IsZone } from './time-zones';
import { IsInstant } from './times';

export const MERCHANT_STATUSES = ['active', 'inactive'] as const;
export type MerchantStatus = (typeof MERCHANT_STATUSES)[number];

/** When a failed brew on a paid order is refunded without a person. Amounts in the merchant's currency. */
export class AutoRefundSettings {
  @IsBoolean() enabled!: boolean;
  @IsMoney() max_amount!: number;
  @IsInt() @Min(0) @Max(1000) max_per_device_day!: number;
  /** Of all machines of the merchant together. */
  @IsInt() @Min(0) @Max(10_000) max_per_hour!: number;
}

/** A merchant's settings. Days on dashboards are days of `time_zone`. */
export class MerchantSettings {
  @IsZone() time_zone!: string;
  @Matches(/^[A-Z]{3}$/) currency!: string;
  @ValidateNested() @Type(() => AutoRefundSettings) auto_refund!: AutoRefundSettings;
}

/** A change of settings: what is absent stays. */
export class AutoRefundChange {
  @IsOptional() @IsBoolean() enabled?: boolean;
  @IsOptional() @IsMoney() max_amount?: number;
  @IsOptional() @IsInt() @Min(0) @Max(1000) max_per_device_day?: number;
  @IsOptional() @IsInt() @Min(0) @Max(10_000) max_per_hour?: number;
}
export class SettingsChange {
  @IsOptional() @IsZone() time_zone?: string;
  @IsOptional() @Matches(/^[A-Z]{3}$/) currency?: string;
  @IsOptional() @ValidateNested() @Type(() => AutoRefundChange) auto_refund?: AutoRefundChange;
}

/** Who owns machines. */
export class Merchant {
  @IsInt() id!: number;
  @IsString() name!: string;
  @IsOptional() @IsString() contact!: string | null;
  @IsIn(MERCHANT_STATUSES) status!: MerchantStatus;
  @ValidateNested() @Type(() => MerchantSettings) settings!: MerchantSettings;
  @IsInt() device_count!: number;
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
  @IsInt() version!: number;
}

/** `POST /merchants`. */
export class CreateMerchant {
  @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) name!: string;
  @IsOptional() @IsString() @MaxLength(200) @Matches(PLAIN_TEXT_PATTERN) contact?: string | null;
  @IsOptional() @IsIn(MERCHANT_STATUSES) status?: MerchantStatus;
  @IsOptional() @ValidateNested() @Type(() => SettingsChange) settings?: SettingsChange;
}

/** `PATCH /merchants/{id}`. */
export class UpdateMerchant {
  @IsOptional() @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) name?: string;
  @IsOptional() @IsString() @MaxLength(200) @Matches(PLAIN_TEXT_PATTERN) contact?: string | null;
  @IsOptional() @IsIn(MERCHANT_STATUSES) status?: MerchantStatus;
  @IsOptional() @ValidateNested() @Type(() => SettingsChange) settings?: SettingsChange;
}

export const MERCHANT_SORTS = ['name', 'created_at'] as const;

/** `GET /merchants`. */
export class MerchantQuery extends PageQuery {
  @IsOptional() @IsString() @MaxLength(100) query?: string;
  @IsOptional() @CommaList() @IsIn(MERCHANT_STATUSES, { each: true }) status?: MerchantStatus[];
}

/** A place where machines stand. Coordinates are WGS-84 degrees. */
export class Location {
  @IsInt() id!: number;
  @IsInt() merchant_id!: number;
  @IsString() name!: string;
  @IsOptional() @IsString() address!: string | null;
  @IsOptional() @IsLatitude() lat!: number | null;
  @IsOptional() @IsLongitude() lng!: number | null;
  @IsZone() time_zone!: string;
  /** In `time_zone`; null: always open. */
  @IsOptional() @IsObject() @ValidateNested() @Type(() => OpeningHours) opening_hours!: OpeningHours | null;
  @IsInt() device_count!: number;
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
  @IsInt() version!: number;
}

/** `POST /locations`. Without `time_zone` the merchant's is taken. */
export class CreateLocation {
  @IsInt() @Min(1) @Max(MAX_ID) merchant_id!: number;
  @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) name!: string;
  @IsOptional() @IsString() @MaxLength(300) @Matches(PLAIN_TEXT_PATTERN) address?: string | null;
  @IsOptional() @IsLatitude() lat?: number | null;
  @IsOptional() @IsLongitude() lng?: number | null;
  @IsOptional() @IsZone() time_zone?: string;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => OpeningHours) opening_hours?: OpeningHours | null;
}

/** `PATCH /locations/{id}`. `opening_hours` are replaced whole; null: always open. */
export class UpdateLocation {
  @IsOptional() @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) name?: string;
  @IsOptional() @IsString() @MaxLength(300) @Matches(PLAIN_TEXT_PATTERN) address?: string | null;
  @IsOptional() @IsLatitude() lat?: number | null;
  @IsOptional() @IsLongitude() lng?: number | null;
  @IsOptional() @IsZone() time_zone?: string;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => OpeningHours) opening_hours?: OpeningHours | null;
}

export const LOCATION_SORTS = ['name', 'created_at'] as const;

/** `GET /locations`. */
export class LocationQuery extends PageQuery {
  @IsOptional() @IsString() @MaxLength(100) query?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
}
