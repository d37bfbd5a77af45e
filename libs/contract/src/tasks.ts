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
  MaxLength,
  ValidateNested,
} from 'class-validator';
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
