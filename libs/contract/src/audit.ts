import { Type } from 'class-transformer';
import { IsIn, IsInt, IsObject, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { MAX_ID } from './identifiers';
import { CommaList, PageQuery } from './paging';
import { IsInstant } from './times';

export const AUDIT_SOURCES = ['user', 'device', 'system', 'cli'] as const;
export type AuditSource = (typeof AUDIT_SOURCES)[number];

/** One thing that was done. `before` and `after` hold what changed, secrets masked. Append-only. */
export class AuditEntry {
  @IsInt() id!: number;
  /** Past tense, with its feature: `user.created`, `device.updated`, `auth.login`. */
  @IsString() action!: string;
  @IsString() target_type!: string;
  @IsString() target_id!: string;
  @IsString() summary!: string;
  @IsOptional() @IsObject() before!: Record<string, unknown> | null;
  @IsOptional() @IsObject() after!: Record<string, unknown> | null;
  @IsIn(AUDIT_SOURCES) source!: AuditSource;
  @IsOptional() @IsInt() actor_id!: number | null;
  @IsOptional() @IsString() actor_name!: string | null;
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsOptional() @IsString() ip!: string | null;
  @IsOptional() @IsString() request_id!: string | null;
  @IsInstant() created_at!: string;
}

export const AUDIT_SORTS = ['created_at'] as const;

/** `GET /audit`, newest first. `from` and `to` are inclusive. */
export class AuditQuery extends PageQuery {
  @IsOptional() @CommaList() @IsString({ each: true }) @MaxLength(100, { each: true }) action?: string[];
  @IsOptional() @CommaList() @IsString({ each: true }) @MaxLength(100, { each: true }) target_type?: string[];
  @IsOptional() @IsString() @MaxLength(200) target_id?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) actor_id?: number;
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
}
