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
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { COMMAND_TYPES, type CommandType } from './command-payloads';
import { DEVICE_STATUSES, LIFECYCLES, type DeviceStatus, type Lifecycle } from './devices';
import { DEVICE_ID_PATTERN, MAX_ID, PLAIN_TEXT_PATTERN } from './identifiers';
import { CommaList } from './paging';

export const SKIP_REASONS = [
  'unknown_device',
  'suspended',
  'unsupported_by_model',
  'already_current',
  'duplicate',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export const MAX_DISPATCH_DEVICES = 20_000;

/** One stage: up to `percent` of the machines in all; the next begins when enough succeeded and the bake time is over. */
export class RolloutStage {
  @IsInt() @Min(1) @Max(100) percent!: number;
  @IsInt() @Min(0) @Max(100) success_percent!: number;
  @IsInt() @Min(0) @Max(604_800) bake_seconds!: number;
}

/** No commands between these times of day, in the zone of each machine's location. `from` may be after `to`. */
export class QuietHours {
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/) from!: string;
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/) to!: string;
}

export class Rollout {
  /** Percents rise to 100. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => RolloutStage)
  stages!: RolloutStage[];
  /** Above this share of failures the batch pauses itself ... */
  @IsOptional() @IsInt() @Min(0) @Max(100) max_failure_percent?: number;
  /** ... once so many have an outcome. */
  @IsOptional() @IsInt() @Min(1) @Max(MAX_DISPATCH_DEVICES) min_sample?: number;
  @IsOptional() @IsInt() @Min(1) @Max(MAX_DISPATCH_DEVICES) per_minute?: number;
  @IsOptional() @ValidateNested() @Type(() => QuietHours) quiet_hours?: QuietHours | null;
}

/** Machines by the filters of the devices list. */
export class DispatchFilter {
  @IsOptional() @IsString() @MaxLength(100) query?: string;
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) location_id?: number;
  @IsOptional()
  @CommaList()
  @IsArray()
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  model?: string[];
  @IsOptional() @CommaList() @IsArray() @IsIn(DEVICE_STATUSES, { each: true }) status?: DeviceStatus[];
  @IsOptional() @CommaList() @IsArray() @IsIn(LIFECYCLES, { each: true }) lifecycle?: Lifecycle[];
  @IsOptional()
  @CommaList()
  @IsArray()
  @IsString({ each: true })
  @MaxLength(50, { each: true })
  tag?: string[];
  @IsOptional() @IsString() @MaxLength(100) address?: string;
  @IsOptional() @IsBoolean() has_alarm?: boolean;
  @IsOptional() @IsBoolean() low_material?: boolean;
}

/** `POST /commands/dispatch` and `/commands/dispatch/preview`: either `device_ids` or `filter`. */
export class DispatchCommands {
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_DISPATCH_DEVICES)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  @Matches(PLAIN_TEXT_PATTERN, { each: true })
  device_ids?: string[];
  @IsOptional() @ValidateNested() @Type(() => DispatchFilter) filter?: DispatchFilter;
  @IsIn(COMMAND_TYPES) command_type!: CommandType;
  @IsOptional() @IsObject() payload?: Record<string, unknown>;
  @IsOptional() @IsString() @MaxLength(500) @Matches(PLAIN_TEXT_PATTERN) note?: string | null;
  @IsOptional() @IsInt() @Min(1) @Max(10) max_attempts?: number;
  @IsOptional() @IsInt() @Min(30) @Max(2_592_000) ttl_seconds?: number;
  @IsOptional() @ValidateNested() @Type(() => Rollout) rollout?: Rollout;
}

export class SkippedDevice {
  @IsString() device_id!: string;
  @IsIn(SKIP_REASONS) reason!: SkipReason;
}

/** Answer of `POST /commands/dispatch`. */
export class DispatchAnswer {
  @IsUUID() batch_id!: string;
  @IsString() message!: string;
  @IsInt() commands_created!: number;
  /** At most 1,000 of them; `skipped_total` counts all. */
  @ValidateNested({ each: true }) @Type(() => SkippedDevice) skipped!: SkippedDevice[];
  @IsInt() skipped_total!: number;
}

export class PreviewDevice {
  @Matches(DEVICE_ID_PATTERN) device_id!: string;
  @IsOptional() @IsString() alias!: string | null;
  @IsOptional() @IsString() model!: string | null;
  @IsIn(DEVICE_STATUSES) status!: DeviceStatus;
}

/** Answer of `POST /commands/dispatch/preview`. */
export class DispatchPreview {
  @IsInt() total!: number;
  /** How many of them are not connected now: they get it when they come back, until it expires. */
  @IsInt() offline!: number;
  /** The first 200 of them. */
  @ValidateNested({ each: true }) @Type(() => PreviewDevice) devices!: PreviewDevice[];
  @ValidateNested({ each: true }) @Type(() => SkippedDevice) skipped!: SkippedDevice[];
  @IsInt() skipped_total!: number;
}
