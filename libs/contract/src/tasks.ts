import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
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
import { MAX_ID } from './identifiers';
import { CommaList, PageQuery } from './paging';
import { IsInstant } from './times';

export const TASK_STATUSES = ['pending', 'running', 'success', 'fail', 'canceled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** What a task wrote, for `GET /tasks/{id}/download`. */
export class TaskFile {
  /** What it is saved as: list, time, zone. */
  @IsString() name!: string;
  /** In bytes. */
  @IsInt() size!: number;
  /** In hex. */
  @IsString() sha256!: string;
  /** Rows of data in it, the header not counted. */
  @IsOptional() @IsInt() rows!: number | null;
  /** True when it is gone; its figures stay. */
  @IsBoolean() expired!: boolean;
}

/** Work that goes on behind the scenes. */
export class Task {
  @IsUUID() task_id!: string;
  @IsString() type!: string;
  @IsIn(TASK_STATUSES) status!: TaskStatus;
  /** 0 to 100. */
  @IsInt() progress!: number;
  /** Pieces of work done, of `total` where it is known; `unit` names them, such as `rows`. */
  @IsInt() done!: number;
  @IsOptional() @IsInt() total!: number | null;
  @IsOptional() @IsString() unit!: string | null;
  /** Pieces a second. */
  @IsOptional() @IsNumber() rate!: number | null;
  /** Until it is finished at this rate; null when it does not run or nobody can tell. */
  @IsOptional() @IsInt() eta_seconds!: number | null;
  /** Who asked for it; null for the system. */
  @IsOptional() @IsString() requested_by!: string | null;
  /** What it is about: of an export `{list, format, filters, sort?, time_zone}`. */
  @IsOptional() @IsObject() scope!: Record<string, unknown> | null;
  @IsOptional() @ValidateNested() @Type(() => TaskFile) file!: TaskFile | null;
  /** Until when the file can be fetched. */
  @IsOptional() @IsInstant() expires_at!: string | null;
  @IsOptional() @IsString() result_url!: string | null;
  /** What came of it, where that is more than a file: of an import its counts and first errors, kept as it goes. */
  @IsOptional() @IsObject() result!: Record<string, unknown> | null;
  @IsOptional() @IsString() error_message!: string | null;
  @IsInstant() created_at!: string;
  @IsOptional() @IsInstant() started_at!: string | null;
  @IsOptional() @IsInstant() finished_at!: string | null;
}

/** One part of the work. Of a task that was begun again they tell of the newest attempt. */
export class TaskStep {
  /** From 1, in the order of the work. */
  @IsInt() position!: number;
  /** One of the words that the admin knows, such as `write`. */
  @IsString() name!: string;
  /** `pending` of an ended task: it never came to this step. */
  @IsIn(TASK_STATUSES) status!: TaskStatus;
  /** 0 to 100. */
  @IsInt() progress!: number;
  @IsInt() done!: number;
  @IsOptional() @IsInt() total!: number | null;
  @IsOptional() @IsString() unit!: string | null;
  @IsOptional() @IsInstant() started_at!: string | null;
  @IsOptional() @IsInstant() finished_at!: string | null;
  /** Of an ended one. */
  @IsOptional() @IsInt() duration_ms!: number | null;
}

/** Which lines of a task's log there are: the newest 1,000, until they expire together with the file. */
export class TaskLogSpan {
  /** Higher than 1 when older ones were dropped. */
  @IsInt() first_line!: number;
  /** 0 when nothing was ever written. */
  @IsInt() last_line!: number;
  /** Null while the task has not ended. */
  @IsOptional() @IsInstant() expires_at!: string | null;
  /** True when the lines are gone. */
  @IsBoolean() expired!: boolean;
}

export const TASK_LOG_LEVELS = ['info', 'warn', 'error'] as const;
export type TaskLogLevel = (typeof TASK_LOG_LEVELS)[number];

export class TaskLogLine {
  /** From 1, without gaps. */
  @IsInt() line!: number;
  @IsInstant() at!: string;
  @IsInt() attempt!: number;
  @IsIn(TASK_LOG_LEVELS) level!: TaskLogLevel;
  /** For a translation, with `details`; `message` says the same in English. */
  @IsString() code!: string;
  @IsString() message!: string;
  @IsObject() details!: Record<string, unknown>;
}

export const MAX_LOG_LINES = 500;

/** `GET /tasks/{id}/log`: without a place the newest lines. Give `before` or `after`, not both. */
export class TaskLogQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) before?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(MAX_ID) after?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_LOG_LINES) limit?: number;
}

/** Lines in the order they were written. */
export class TaskLogPage {
  @ValidateNested({ each: true }) @Type(() => TaskLogLine) items!: TaskLogLine[];
  @ValidateNested() @Type(() => TaskLogSpan) log!: TaskLogSpan;
  @IsBoolean() has_earlier!: boolean;
  @IsBoolean() has_later!: boolean;
}

/**
 * Why a task cannot be run again. `not_ended`: it has not ended yet. `under_way`: the same work is being done already.
 * `input_expired`: what it was to read is gone. `unknown_type`: this version does not know such work. `not_permitted`:
 * whoever asks may not begin such work.
 */
export const TASK_RERUN_REFUSALS = [
  'not_ended',
  'under_way',
  'input_expired',
  'unknown_type',
  'not_permitted',
] as const;
export type TaskRerunRefusal = (typeof TASK_RERUN_REFUSALS)[number];

/** A task that is the same request again. */
export class TaskRerun {
  @IsUUID() task_id!: string;
  @IsIn(TASK_STATUSES) status!: TaskStatus;
  @IsOptional() @IsString() requested_by!: string | null;
  @IsInstant() created_at!: string;
}

/** `GET /tasks/{id}`. */
export class TaskDetail extends Task {
  /** Of workers; more than one when the first failed or fell silent. */
  @IsInt() attempts!: number;
  @ValidateNested({ each: true }) @Type(() => TaskStep) steps!: TaskStep[];
  @ValidateNested() @Type(() => TaskLogSpan) log!: TaskLogSpan;
  /** The task that this one repeats. */
  @IsOptional() @IsUUID() rerun_of!: string | null;
  /** Those that repeat this one, newest first, 20 at most. */
  @ValidateNested({ each: true }) @Type(() => TaskRerun) reruns!: TaskRerun[];
  /** Null: whoever asks may run it again now. */
  @IsOptional() @IsIn(TASK_RERUN_REFUSALS) rerun_refusal!: TaskRerunRefusal | null;
}

/** The answer of a route that starts a task. */
export class TaskStarted {
  @IsUUID() task_id!: string;
  @IsString() message!: string;
}

export const TASK_SORTS = ['created_at'] as const;

/** `GET /tasks`, newest first. */
export class TaskQuery extends PageQuery {
  @IsOptional() @CommaList() @IsIn(TASK_STATUSES, { each: true }) status?: TaskStatus[];
  /** For example `export_orders`. */
  @IsOptional()
  @CommaList()
  @IsString({ each: true })
  @MaxLength(50, { each: true })
  @Matches(/^[a-z_]+$/, { each: true })
  type?: string[];
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
}
