import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { COMMAND_TYPES, type CommandType } from './command-payloads';
import { DEVICE_ID_PATTERN } from './identifiers';
import { CommaList } from './paging';
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

/** Why a command that is due waits: a paid cup, another command on the machine, its batch, the time of day. */
export const HOLD_REASONS = ['paid_order', 'busy', 'stage', 'paused', 'quiet_hours'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** Why the server ended a command without its machine's word: what `last_error` says, for pages of any language. */
export const COMMAND_ERROR_CODES = [
  'no_result',
  'expired_unfetched',
  'expired_without_result',
  'unsupported_by_model',
] as const;
export type CommandErrorCode = (typeof COMMAND_ERROR_CODES)[number];

export const DEFAULT_COMMAND_TTL_SECONDS = 604_800;
export const DEFAULT_MAX_ATTEMPTS = 5;

/** Types whose effect cannot be taken back: without a result they are never handed out again. */
export const PHYSICAL_COMMANDS: readonly CommandType[] = ['make_product', 'open_door'];

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
  /** Null when `last_error` is the machine's own word. */
  @IsOptional() @IsIn(COMMAND_ERROR_CODES) last_error_code!: CommandErrorCode | null;
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
