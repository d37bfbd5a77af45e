import {
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
} from 'class-validator';
import { IsDeviceTime } from './device-time';
import { PLAIN_TEXT_PATTERN } from './patterns';

/** What a machine may say of itself. `offline` is its goodbye; silence is judged by the server's clock. */
export const REPORTED_STATUSES = ['online', 'offline', 'fault', 'maintenance'] as const;
export type ReportedStatus = (typeof REPORTED_STATUSES)[number];

/**
 * Body of `POST /devices/{id}/status`: at each change, and as a heartbeat. The kiosk's words (`idle`, `brewing`,
 * `out_of_service`, `error`) are read by `readStatus`.
 * Errors: 401, 403, 404 DEVICE_NOT_FOUND, 422 VALIDATION_ERROR, 429 and 503 (try again after `Retry-After`).
 */
export class StatusReport {
  @IsIn(REPORTED_STATUSES) status!: ReportedStatus;
  /** When the machine was in this state. */
  @IsDeviceTime() timestamp!: string;
  @IsOptional() @IsString() @MaxLength(64) @Matches(PLAIN_TEXT_PATTERN) ip?: string | null;
  @IsOptional() @IsString() @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) wifi_ssid?: string | null;
  /** dBm. */
  @IsOptional() @IsNumber() @Min(-1000) @Max(1000) wifi_signal?: number | null;
  /** Degrees Celsius. A broken sensor reads strange values: they are facts too, so the limits are wide. */
  @IsOptional() @IsNumber() @Min(-10_000) @Max(10_000) temperature?: number | null;
  @IsOptional() @IsString() @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) firmware_version?: string | null;
  @IsOptional() @IsInt() @Min(0) @Max(2_147_483_647) uptime_seconds?: number | null;
  /** What the machine is doing: `idle`, `brewing`, `cleaning`, ... */
  @IsOptional() @IsString() @MaxLength(50) @Matches(PLAIN_TEXT_PATTERN) activity?: string | null;
  /** What else it wants to tell; shown to people as it is. */
  @IsOptional() @IsObject() extra?: Record<string, unknown> | null;
}

export const STATUS_UPDATED = 'Status updated';

/** Answer of `POST /devices/{id}/status`, sent after the write is committed. */
export class StatusAnswer {
  @IsString() message!: string;
  /** False: a newer report was there already, this one is history. */
  @IsBoolean() applied!: boolean;
  /** ISO 8601 in UTC: set your clock by it. */
  @IsString() server_time!: string;
  /** How many commands wait to be fetched. */
  @IsInt() pending_commands!: number;
}
