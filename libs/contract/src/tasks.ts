import { IsIn, IsInt, IsOptional, IsString, IsUUID } from 'class-validator';
import { CommaList, PageQuery } from './paging';
import { IsInstant } from './times';

export const TASK_STATUSES = ['pending', 'running', 'success', 'fail', 'canceled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** Work that goes on behind the scenes. */
export class Task {
  @IsUUID() task_id!: string;
  @IsString() type!: string;
  @IsIn(TASK_STATUSES) status!: TaskStatus;
  @IsInt() progress!: number;
  @IsOptional() @IsString() result_url!: string | null;
  @IsOptional() @IsString() error_message!: string | null;
  @IsInstant() created_at!: string;
  @IsOptional() @IsInstant() started_at!: string | null;
  @IsOptional() @IsInstant() finished_at!: string | null;
}

export class TaskQuery extends PageQuery {
  @IsOptional() @CommaList() @IsIn(TASK_STATUSES, { each: true }) status?: TaskStatus[];
}
