import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
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
import { DEVICE_ID_PATTERN, MAX_ID, PLAIN_TEXT_PATTERN } from './identifiers';
import { CommaList, PageQuery, QueryFlag } from './paging';
import { IsInstant } from './times';

/** What a machine is. `offline` is told by the server's clock, the others by the machine. */
export const DEVICE_STATUSES = ['registered', 'online', 'offline', 'fault', 'maintenance'] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];
/** `suspended` machines are refused with 403, `retired` ones are history. */
export const LIFECYCLES = ['active', 'suspended', 'retired'] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

/** A machine as people see it. */
export class Device {
  @Matches(DEVICE_ID_PATTERN) device_id!: string;
  @IsOptional() @IsString() alias!: string | null;
  @IsOptional() @IsString() model!: string | null;
  @IsOptional() @IsString() fw_version!: string | null;
  @IsOptional() @IsString() serial!: string | null;
  @IsIn(DEVICE_STATUSES) status!: DeviceStatus;
  /** What an online machine is doing (`idle`, `brewing`, `cleaning`, ...). */
  @IsOptional() @IsString() activity!: string | null;
  @IsIn(LIFECYCLES) lifecycle!: Lifecycle;
  @IsOptional() @IsInstant() last_seen!: string | null;
  @IsOptional() @IsString() ip!: string | null;
  @IsOptional() @IsString() wifi_ssid!: string | null;
  /** dBm. */
  @IsOptional() @IsNumber() wifi_signal!: number | null;
  /** Degrees Celsius. */
  @IsOptional() @IsNumber() temperature!: number | null;
  @IsOptional() @IsInt() uptime_seconds!: number | null;
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsOptional() @IsInt() location_id!: number | null;
  @IsOptional() @IsString() location_name!: string | null;
  @IsOptional() @IsString() address!: string | null;
  @IsArray() @IsString({ each: true }) tags!: string[];
  @IsObject() extra!: Record<string, unknown>;
  @IsInt() open_alarms!: number;
  @IsInt() low_bins!: number;
  /** The machine's clock minus the server's at the last report, in milliseconds. */
  @IsOptional() @IsInt() clock_skew_ms!: number | null;
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
  @IsInt() version!: number;
}

/** `PATCH /devices/{id}`: what is absent stays, null clears. */
export class UpdateDevice {
  @IsOptional() @IsString() @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) alias?: string | null;
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number | null;
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) location_id?: number | null;
  @IsOptional() @IsString() @MaxLength(300) @Matches(PLAIN_TEXT_PATTERN) address?: string | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(50, { each: true })
  @Matches(/^[^,\p{Cc}]+$/u, { each: true })
  tags?: string[];
  @IsOptional() @IsIn(LIFECYCLES) lifecycle?: Lifecycle;
}

export const DEVICE_SORTS = ['device_id', 'last_seen', 'status', 'created_at'] as const;

/** `GET /devices`. Values of one field are joined by comma and mean "or"; fields mean "and". */
export class DeviceQuery extends PageQuery {
  /** Part of id, alias, model or address. */
  @IsOptional() @IsString() @MaxLength(100) query?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) location_id?: number;
  @IsOptional() @CommaList() @IsString({ each: true }) @MaxLength(100, { each: true }) model?: string[];
  @IsOptional() @CommaList() @IsIn(DEVICE_STATUSES, { each: true }) status?: DeviceStatus[];
  @IsOptional() @CommaList() @IsIn(LIFECYCLES, { each: true }) lifecycle?: Lifecycle[];
  @IsOptional() @CommaList() @IsString({ each: true }) @MaxLength(50, { each: true }) tag?: string[];
  @IsOptional() @IsString() @MaxLength(100) address?: string;
  @IsOptional() @QueryFlag() @IsBoolean() has_alarm?: boolean;
  @IsOptional() @QueryFlag() @IsBoolean() low_material?: boolean;
}

/** `GET /devices/{id}/summary`. `online_rate` is a share from 0 to 1, null when nothing was measured yet. */
export class DeviceSummary {
  @ValidateNested() @Type(() => Device) device!: Device;
  @IsOptional() @IsNumber() online_rate!: number | null;
  @IsInt() orders_today!: number;
  @IsInt() orders_week!: number;
  @IsInt() alarms_open!: number;
  @IsInt() materials_low!: number;
  @IsInt() pending_commands!: number;
}

/** A material as bins show it. */
export class BinMaterial {
  @IsInt() id!: number;
  @IsString() code!: string;
  @IsString() name!: string;
  @IsString() type!: string;
  @IsString() unit!: string;
}

/**
 * A bin of a machine. `remaining` is the sum of its movements; below zero more was used than anybody put in.
 * `remaining_pct` may pass 100 when a machine reports more than the capacity.
 */
export class Bin {
  @IsInt() bin_index!: number;
  @IsOptional() @IsString() material_code!: string | null;
  @IsOptional() @ValidateNested() @Type(() => BinMaterial) material!: BinMaterial | null;
  @IsNumber() remaining!: number;
  @IsOptional() @IsNumber() capacity!: number | null;
  @IsOptional() @IsString() unit!: string | null;
  @IsNumber() threshold_low_pct!: number;
  @IsOptional() @IsNumber() remaining_pct!: number | null;
  @IsBoolean() is_low!: boolean;
  /** Hours until empty where use is known. */
  @IsOptional() @IsNumber() hours_left!: number | null;
  /** Cups until empty, by what a cup took of it so far. */
  @IsOptional() @IsInt() cups_left!: number | null;
  /** A person said what is in it; else it is what the machine says. */
  @IsBoolean() is_bound!: boolean;
  /** The machine's last word, as it said it. */
  @IsOptional() @IsInstant() reported_at!: string | null;
  @IsOptional() @IsString() reported_material_code!: string | null;
  @IsOptional() @IsNumber() reported_remaining!: number | null;
}

export const CHANGE_CAUSES = ['registered', 'reported', 'silence', 'person'] as const;
export type ChangeCause = (typeof CHANGE_CAUSES)[number];

/** One stretch of time in one status. `duration_seconds` runs to the next change, or to now. */
export class StatusChange {
  @IsInt() id!: number;
  @IsIn(DEVICE_STATUSES) status!: DeviceStatus;
  @IsOptional() @IsIn(DEVICE_STATUSES) previous!: DeviceStatus | null;
  @IsOptional() @IsString() activity!: string | null;
  @IsIn(CHANGE_CAUSES) cause!: ChangeCause;
  @IsInstant() at!: string;
  /** The machine's own time, when it told one. */
  @IsOptional() @IsInstant() reported_at!: string | null;
  @IsInt() duration_seconds!: number;
}

/** `GET /devices/{id}/history` and `/telemetry`: inclusive times. */
export class HistoryQuery {
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1000) limit?: number;
}

export const TELEMETRY_METRICS = ['temperature', 'wifi_signal', 'uptime_seconds'] as const;
export type TelemetryMetric = (typeof TELEMETRY_METRICS)[number];

/** `GET /devices/{id}/telemetry`. `step` is seconds; the answer has at most 400 points. */
export class TelemetryQuery {
  @IsOptional() @IsIn(TELEMETRY_METRICS) metric?: TelemetryMetric;
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(60) @Max(86_400) step?: number;
}

export class TelemetryPoint {
  @IsInstant() at!: string;
  @IsNumber() value!: number;
}

export class TelemetrySeries {
  @IsIn(TELEMETRY_METRICS) metric!: TelemetryMetric;
  @IsInt() step!: number;
  @ValidateNested({ each: true }) @Type(() => TelemetryPoint) points!: TelemetryPoint[];
}

/** `?limit=` of the short lists on a device. */
export class LimitQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

/** A device body that was refused by shape, kept for people. */
export class QuarantinedReport {
  @IsInt() id!: number;
  @IsString() route!: string;
  @IsString() body!: string;
  @IsString() error!: string;
  @IsInstant() received_at!: string;
}

/** `POST /devices/{id}/token`: the old token stays good for `grace_seconds`. */
export class RotateToken {
  @IsOptional() @IsInt() @Min(0) @Max(604_800) grace_seconds?: number;
}

export class DeviceToken {
  @IsString() device_token!: string;
  @IsInstant() old_token_valid_until!: string;
}

/** A token with which new machines register into a merchant. The secret itself is shown once, at creation. */
export class EnrolmentToken {
  @IsInt() id!: number;
  @IsInt() merchant_id!: number;
  @IsOptional() @IsString() note!: string | null;
  @IsInt() uses_left!: number;
  /** Machines that it let in. */
  @IsInt() used!: number;
  @IsOptional() @IsInstant() last_used_at!: string | null;
  @IsInstant() expires_at!: string;
  @IsInstant() created_at!: string;
}

/** The only answer that holds the secret. */
export class NewEnrolmentToken extends EnrolmentToken {
  @IsString() token!: string;
  /** Text of the QR code for whoever installs the machine: server and token, see docs/device-protocol.md. */
  @IsString() code!: string;
}

/** What has become of a token: `expired` before `used_up` when it is both. */
export const ENROLMENT_TOKEN_STATES = ['valid', 'used_up', 'expired'] as const;
export type EnrolmentTokenState = (typeof ENROLMENT_TOKEN_STATES)[number];
export const ENROLMENT_TOKEN_SORTS = ['created_at', 'expires_at'] as const;

/** `GET /enrolment_tokens`. */
export class EnrolmentTokenQuery extends PageQuery {
  /** Part of the note. */
  @IsOptional() @IsString() @MaxLength(100) query?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
  @IsOptional() @CommaList() @IsIn(ENROLMENT_TOKEN_STATES, { each: true }) state?: EnrolmentTokenState[];
}

export class CreateEnrolmentToken {
  @IsInt() @Min(1) @Max(MAX_ID) merchant_id!: number;
  @IsOptional() @IsInt() @Min(1) @Max(10_000) uses?: number;
  @IsOptional() @IsInt() @Min(60) @Max(31_536_000) ttl_seconds?: number;
  @IsOptional() @IsString() @MaxLength(200) @Matches(PLAIN_TEXT_PATTERN) note?: string | null;
}
