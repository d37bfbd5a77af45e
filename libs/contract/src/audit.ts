import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

import { MAX_ID } from './identifiers';
import { EXPORT_LANGUAGES, type ExportLanguage } from './orders';
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
  @IsOptional() @CommaList() @IsIn(AUDIT_SOURCES, { each: true }) source?: AuditSource[];
  @IsOptional() @IsString() @MaxLength(100) request_id?: string;
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
}

export const MAX_HISTORY = 200;

/** `GET /devices/{id}/audit`, newest first; the machine's own reports of its status stand in its history. */
export class DeviceAuditQuery {
  @IsOptional() @CommaList() @IsIn(AUDIT_SOURCES, { each: true }) source?: AuditSource[];
  /** `next_cursor` of an earlier answer. */
  @IsOptional() @IsString() @MaxLength(500) cursor?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_HISTORY) limit?: number;
}

/** What was done to one machine, its bins and by batches of commands to it. */
export class DeviceAuditPage {
  @ValidateNested({ each: true }) @Type(() => AuditEntry) items!: AuditEntry[];
  /** Null at the end. */
  @IsOptional() @IsString() next_cursor!: string | null;
}

/** `GET /audit/export`: the filters and the sort of `GET /audit`; all that match, as CSV. */
export class AuditExportQuery extends AuditQuery {
  /** Of the words in the header. */
  @IsOptional() @IsIn(EXPORT_LANGUAGES) language?: ExportLanguage;
}

/**
 * What is wrong at the first broken place. `entry_changed`: a column is not what was sealed. `entry_missing`: the entry
 * is gone. `entry_inserted`: it came in behind what was sealed. `seal_changed`, `seal_missing`: the chain itself.
 * `chain_cut`: its end is gone. `head_differs`: the chain is not the one that was witnessed outside the database.
 * `retirement_changed`: the record of a month that was taken out is not ours. `other_key`: it was sealed with another key
 * than this process has, so nothing can be told.
 */
export const AUDIT_FAULTS = [
  'entry_changed',
  'entry_missing',
  'entry_inserted',
  'seal_changed',
  'seal_missing',
  'chain_cut',
  'head_differs',
  'retirement_changed',
  'other_key',
] as const;
export type AuditFault = (typeof AUDIT_FAULTS)[number];

export class AuditBreak {
  @IsIn(AUDIT_FAULTS) reason!: AuditFault;
  /** Place in the chain, from 1; null when it has none. */
  @IsOptional() @IsInt() position!: number | null;
  /** Null when nothing tells which entry stood there. */
  @IsOptional() @IsInt() entry_id!: number | null;
  /** When the entry was written, where that is known. */
  @IsOptional() @IsInstant() at!: string | null;
}

/** An end of the chain: keep a copy elsewhere, and a chain that was rewritten or cut can be told from it. */
export class AuditHead {
  @IsInt() position!: number;
  /** In hex. */
  @IsString() hash!: string;
}

/** `GET /audit/verify`: the whole chain, read anew. */
export class AuditVerification {
  @IsBoolean() ok!: boolean;
  /** Entries found as they were sealed, up to the first broken one. */
  @IsInt() checked!: number;
  /** The id of the first broken entry; null when all is well, or only its place is known: see `broken`. */
  @IsOptional() @IsInt() first_broken!: number | null;
  @IsOptional() @ValidateNested() @Type(() => AuditBreak) broken!: AuditBreak | null;
  /** Seals of months that were taken out: their places hold, their entries are elsewhere. */
  @IsInt() retired!: number;
  /** Written and not yet sealed: nothing is proved of them. */
  @IsInt() unsealed!: number;
  @IsOptional() @IsInstant() oldest_unsealed_at!: string | null;
  @IsOptional() @ValidateNested() @Type(() => AuditHead) head!: AuditHead | null;
  /** The newest head that the worker left outside the database; null when there is none here. */
  @IsOptional() @ValidateNested() @Type(() => AuditHead) witnessed!: AuditHead | null;
  @IsInstant() verified_at!: string;
  @IsNumber() duration_ms!: number;
}
