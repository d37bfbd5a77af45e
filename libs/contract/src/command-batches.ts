import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  ValidateNested,
} from 'class-validator';
import { COMMAND_TYPES, type CommandType } from './command-payloads';
import { MAX_DISPATCH_DEVICES, Rollout } from './command-dispatch';
import {
  Command,
  COMMAND_ERROR_CODES,
  COMMAND_STATES,
  type CommandErrorCode,
  type CommandState,
} from './commands';
import { DEVICE_ID_PATTERN } from './identifiers';
import { CommaList, PageQuery, Pagination } from './paging';
import { IsInstant } from './times';

export const BATCH_STATES = ['running', 'paused', 'canceled', 'completed'] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** What makes a batch pause by itself. */
export const PAUSE_CODES = ['failure_limit'] as const;
export type PauseCode = (typeof PAUSE_CODES)[number];

/** Why a batch paused by itself, and what it saw then. A batch that a person paused has none. */
export class BatchPause {
  @IsIn(PAUSE_CODES) code!: PauseCode;
  @IsInt() failed!: number;
  /** Failures and successes since the start, or since a person resumed it. */
  @IsInt() outcomes!: number;
  @IsInt() max_failure_percent!: number;
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
  /** `pause` in words; both null unless it is paused by itself now. */
  @IsOptional() @IsString() paused_reason!: string | null;
  @IsOptional() @ValidateNested() @Type(() => BatchPause) pause!: BatchPause | null;
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
  /** Null when the reason is the machines' own word. */
  @IsOptional() @IsIn(COMMAND_ERROR_CODES) code!: CommandErrorCode | null;
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
