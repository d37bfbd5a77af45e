import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { DEVICE_ID_PATTERN, PLAIN_TEXT_PATTERN } from './patterns';

/** Where a machine stands, in degrees (WGS 84). */
export class GeoPoint {
  @IsNumber() @Min(-90) @Max(90) lat!: number;
  @IsNumber() @Min(-180) @Max(180) lng!: number;
}

/**
 * Body of `POST /devices/register`. Where tokens are asked for, the header `X-Device-Token` carries an enrolment token.
 * `location` may also be text: `readRegistration` turns it into `address`.
 * Errors: 401 UNAUTHORIZED, 403 FORBIDDEN (suspended), 422 VALIDATION_ERROR, 429 RATE_LIMITED.
 */
export class RegisterDevice {
  @IsString() @Matches(DEVICE_ID_PATTERN) device_id!: string;
  @IsOptional() @IsString() @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) model?: string | null;
  @IsString() @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) firmware_version!: string;
  @IsOptional() @IsString() @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) serial?: string | null;
  @IsOptional() @IsString() @MaxLength(50) @Matches(PLAIN_TEXT_PATTERN) mac?: string | null;
  @IsOptional() @IsString() @MaxLength(300) @Matches(PLAIN_TEXT_PATTERN) address?: string | null;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => GeoPoint) location?: GeoPoint | null;
}

/** Where the server put the machine. `needs_binding`: a person has to say which merchant owns it. */
export class Provisioning {
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsBoolean() needs_binding!: boolean;
}

/** `message` of the first registration (201). */
export const REGISTERED = 'registered';
/** `message` of all that follow (200). */
export const ALREADY_REGISTERED = 'already registered';

/** Answer of `POST /devices/register`. `device_token` is told once: keep it. */
export class RegisterAnswer {
  @IsString() device_id!: string;
  @IsString() message!: string;
  @ValidateNested() @Type(() => Provisioning) provisioning!: Provisioning;
  @IsOptional() @IsString() device_token?: string;
  /** Seconds between two status reports when nothing changes. */
  @IsInt() heartbeat_interval_seconds!: number;
  /** The longest `wait` the server likes on `GET commands/pending`. */
  @IsInt() poll_wait_seconds!: number;
}
