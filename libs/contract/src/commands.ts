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
  MinLength,
  ValidateNested,
} from 'class-validator';
import { COMMAND_TYPES, type CommandType } from './command-payloads';
import { DEVICE_STATUSES, LIFECYCLES, type DeviceStatus, type Lifecycle } from './devices';
import { DEVICE_ID_PATTERN, MAX_ID, PLAIN_TEXT_PATTERN } from './identifiers';
import { CommaList, PageQuery, Pagination } from './paging';
import { IsInstant } from './times';

/** `pending` waits for its batch, `queued` for the device; `sent` was handed out in a poll. */
export const COMMAND_STATES = [
  'pending',
  'queued',
  'sent',
  'acknowledged',
  'success',
  'fail',
  'unsupported',
  'expired',
  'canceled',
] as const;
export type CommandState = (typeof COMMAND_STATES)[number];
export const FINAL_COMMAND_STATES = ['success', 'fail', 'unsupported', 'expired', 'canceled'] as const;
/** What `retry` takes up again. */
export const RETRYABLE_COMMAND_STATES = ['fail', 'expired'] as const;

export const BATCH_STATES = ['running', 'paused', 'canceled', 'completed'] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** Why a command that is due waits: a paid cup, another command on the machine, its batch, the time of day. */
export const HOLD_REASONS = ['paid_order', 'busy', 'stage', 'paused', 'quiet_hours'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

export const SKIP_REASONS = [
  'unknown_device',
  'suspended',
  'unsupported_by_model',
  'already_current',
  'duplicate',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export const MAX_DISPATCH_DEVICES = 20_000;
export const DEFAULT_COMMAND_TTL_SECONDS = 604_800;
export const DEFAULT_MAX_ATTEMPTS = 5;

/** One command to one machine. */
export class Command {
  @IsUUID() command_id!: string;
  @Matches(DEVICE_ID_PATTERN) device_id!: string;
  @IsOptional() @IsUUID() batch_id!: string | null;
  @IsIn(COMMAND_TYPES) type!: CommandType;
  @IsObject() payload!: Record<string, unknown>;
  @IsIn(COMMAND_STATES) status!: CommandState;
  @IsInt() attempts!: number;
  @IsInt() max_attempts!: number;
  @IsInstant() issued_at!: string;
  @IsInstant() expires_at!: string;
  /** Until when a handed out command may stay without a result. */
  @IsOptional() @IsInstant() lease_until!: string | null;
  @IsOptional() @IsInstant() sent_at!: string | null;
  @IsOptional() @IsInstant() acknowledged_at!: string | null;
  @IsOptional() @IsInstant() finished_at!: string | null;
  @IsOptional() @IsObject() result!: Record<string, unknown> | null;
  @IsOptional() @IsString() last_error!: string | null;
  /** The result came after the server had given up. */
  @IsBoolean() late!: boolean;
  @IsOptional() @IsIn(HOLD_REASONS) held_for!: HoldReason | null;
  /** Canceled while out: without a result it ends `canceled`, a result wins. */
  @IsBoolean() cancel_requested!: boolean;
  /** Who sent it. */
  @IsString() actor!: string;
}

/** `GET /devices/{id}/commands`: newest first. */
export class CommandQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @CommaList() @IsIn(COMMAND_STATES, { each: true }) status?: CommandState[];
}

/** `POST /devices/{id}/commands`. The payload's shape is that of its type (`COMMAND_PAYLOADS`). */
export class CreateCommand {
  @IsIn(COMMAND_TYPES) type!: CommandType;
  @IsOptional() @IsObject() payload?: Record<string, unknown>;
  @IsOptional() @IsInt() @Min(1) @Max(10) max_attempts?: number;
  @IsOptional() @IsInt() @Min(30) @Max(2_592_000) ttl_seconds?: number;
}

/** Answer of `POST /devices/{id}/sync_state`. */
export class SyncStateAnswer {
  @IsString() message!: string;
  @ValidateNested() @Type(() => Command) command!: Command;
}

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

/** How many commands of a batch are in each state. */
export class BatchStats {
  @IsInt() total!: number;
  @IsInt() pending!: number;
  @IsInt() queued!: number;
  @IsInt() sent!: number;
  @IsInt() acknowledged!: number;
  @IsInt() success!: number;
  @IsInt() fail!: number;
  @IsInt() unsupported!: number;
  @IsInt() expired!: number;
  @IsInt() canceled!: number;
}

export class CommandBatch {
  @IsUUID() batch_id!: string;
  @IsIn(COMMAND_TYPES) command_type!: CommandType;
  @IsObject() payload!: Record<string, unknown>;
  @IsOptional() @IsString() note!: string | null;
  @IsIn(BATCH_STATES) status!: BatchState;
  @ValidateNested() @Type(() => BatchStats) stats!: BatchStats;
  @IsOptional() @ValidateNested() @Type(() => Rollout) rollout!: Rollout | null;
  /** The stage that is open, from 0; null without stages. */
  @IsOptional() @IsInt() stage!: number | null;
  @IsOptional() @IsInstant() stage_started_at!: string | null;
  /** Why it paused by itself. */
  @IsOptional() @IsString() paused_reason!: string | null;
  @IsOptional() @IsObject() filter!: Record<string, unknown> | null;
  @IsString() created_by!: string;
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
  @IsOptional() @IsInstant() finished_at!: string | null;
}

export const BATCH_SORTS = ['created_at'] as const;

/** `GET /commands/batches`: newest first. */
export class BatchQuery extends PageQuery {
  @IsOptional() @CommaList() @IsIn(BATCH_STATES, { each: true }) status?: BatchState[];
  @IsOptional() @CommaList() @IsIn(COMMAND_TYPES, { each: true }) command_type?: CommandType[];
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
}

export const BATCH_COMMAND_SORTS = ['device_id', 'updated_at'] as const;

/** `GET /commands/batches/{id}`: pages of its commands. */
export class BatchCommandsQuery extends PageQuery {
  @IsOptional() @CommaList() @IsIn(COMMAND_STATES, { each: true }) status?: CommandState[];
}

/** Commands that ended the same way for the same reason. */
export class FailureGroup {
  @IsIn(COMMAND_STATES) status!: CommandState;
  @IsOptional() @IsString() reason!: string | null;
  @IsInt() count!: number;
}

/** Answer of `GET /commands/batches/{id}`. */
export class BatchDetail {
  @ValidateNested() @Type(() => CommandBatch) batch!: CommandBatch;
  /** The most common first, at most 50. */
  @ValidateNested({ each: true }) @Type(() => FailureGroup) failures!: FailureGroup[];
  @ValidateNested({ each: true }) @Type(() => Command) commands!: Command[];
  @ValidateNested() @Type(() => Pagination) pagination!: Pagination;
}

/** `POST /commands/batches/{id}/retry`: failed and expired ones again, all or the chosen. */
export class RetryBatch {
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_DISPATCH_DEVICES)
  @IsString({ each: true })
  @Matches(DEVICE_ID_PATTERN, { each: true })
  device_ids?: string[];
}

export class RetryAnswer {
  @IsString() message!: string;
  @IsInt() retried!: number;
}

/** What a model of machine can do. */
export class DeviceModel {
  @IsString() @MaxLength(100) model!: string;
  @IsArray() @IsIn(COMMAND_TYPES, { each: true }) supported_commands!: CommandType[];
  /** How many machines are of this model. */
  @IsInt() devices!: number;
}

/** `PUT /device_models`: describes a model, new or known. */
export class UpdateDeviceModel {
  @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) model!: string;
  @IsArray()
  @ArrayMaxSize(COMMAND_TYPES.length)
  @IsIn(COMMAND_TYPES, { each: true })
  supported_commands!: CommandType[];
}

/** Types whose effect cannot be taken back: without a result they are never handed out again. */
export const PHYSICAL_COMMANDS: readonly CommandType[] = ['make_product', 'open_door'];
