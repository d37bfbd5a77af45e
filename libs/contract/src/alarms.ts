import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { DEVICE_ID_PATTERN, MAX_ID, PLAIN_TEXT_PATTERN } from './identifiers';
import { CommaList, PageQuery, QueryFlag } from './paging';
import { IsInstant } from './times';

export const ALARM_TYPES = [
  'material_low',
  'offline',
  'device_fault',
  'dispatch_fail',
  'upgrade_fail',
  'refund_fail',
  'temperature',
] as const;
export type AlarmType = (typeof ALARM_TYPES)[number];

/** From the least to the worst. */
export const ALARM_SEVERITIES = ['info', 'warn', 'critical'] as const;
export type AlarmSeverity = (typeof ALARM_SEVERITIES)[number];

export const ALARM_STATUSES = ['open', 'ack', 'closed'] as const;
export type AlarmStatus = (typeof ALARM_STATUSES)[number];

/** Whether the cause is still there, whatever people have done about it. */
export const ALARM_CONDITIONS = ['active', 'cleared'] as const;
export type AlarmCondition = (typeof ALARM_CONDITIONS)[number];

export const ALARM_EVENT_KINDS = [
  'opened',
  'reopened',
  'severity_changed',
  'acknowledged',
  'unacknowledged',
  'assigned',
  'unassigned',
  'shelved',
  'unshelved',
  'commented',
  'closed',
] as const;
export type AlarmEventKind = (typeof ALARM_EVENT_KINDS)[number];

/** Something that people should know of or act on. What it says is `type` and `data`; the words are the reader's. */
export class Alarm {
  @IsInt() id!: number;
  @IsIn(ALARM_TYPES) type!: AlarmType;
  @IsIn(ALARM_SEVERITIES) severity!: AlarmSeverity;
  @IsIn(ALARM_STATUSES) status!: AlarmStatus;
  @IsIn(ALARM_CONDITIONS) condition!: AlarmCondition;
  /** Null: it is about a batch or a whole site. */
  @IsOptional() @Matches(DEVICE_ID_PATTERN) device_id!: string | null;
  @IsOptional() @IsString() device_alias!: string | null;
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsOptional() @IsInt() location_id!: number | null;
  @IsOptional() @IsString() location_name!: string | null;
  /** Which one of a machine's: the bin's index, the batch's id, `site:<location>`; empty when there is but one. */
  @IsString() slot!: string;
  /** Facts of the type, such as `remaining_pct` of a bin or `offline` and `total` of a site. */
  @IsObject() data!: Record<string, unknown>;
  /** How often the cause came while this was the same alarm. */
  @IsInt() count!: number;
  @IsInstant() first_at!: string;
  @IsInstant() last_at!: string;
  @IsInstant() opened_at!: string;
  @IsOptional() @IsInstant() acked_at!: string | null;
  @IsOptional() @IsString() acked_by!: string | null;
  @IsOptional() @IsInstant() closed_at!: string | null;
  /** Null on a closed alarm: it closed by itself. */
  @IsOptional() @IsString() closed_by!: string | null;
  @IsOptional() @IsInt() assignee_id!: number | null;
  @IsOptional() @IsString() assignee_name!: string | null;
  @IsOptional() @IsInstant() shelved_until!: string | null;
  /** The cause came and went more than six times within an hour. */
  @IsBoolean() flapping!: boolean;
  /** The alarm of the occurrence before. */
  @IsOptional() @IsInt() previous_id!: number | null;
  /** The site incident that this one is a part of. */
  @IsOptional() @IsInt() parent_id!: number | null;
  @IsInt() comments_count!: number;
  /**
   * Sales that are expected to be lost in an hour while it lasts: the machine's own last four weeks at this hour of the week,
   * times the share of its menu that it cannot sell. In the merchant's currency; 0 where nothing is lost.
   */
  @IsNumber() loss_per_hour!: number;
}

/** One entry of an alarm's timeline. */
export class AlarmEvent {
  @IsInt() id!: number;
  @IsIn(ALARM_EVENT_KINDS) kind!: AlarmEventKind;
  /** Null: by itself. */
  @IsOptional() @IsString() actor!: string | null;
  /** What a person wrote. */
  @IsOptional() @IsString() text!: string | null;
  @IsObject() data!: Record<string, unknown>;
  @IsInstant() at!: string;
}

/** Answer of `GET /alarms/{id}`. */
export class AlarmDetail {
  @ValidateNested() @Type(() => Alarm) alarm!: Alarm;
  /** Oldest first, the last 500. */
  @ValidateNested({ each: true }) @Type(() => AlarmEvent) timeline!: AlarmEvent[];
  /** Earlier alarms of the same cause, newest first, at most 10. */
  @ValidateNested({ each: true }) @Type(() => Alarm) previous!: Alarm[];
}

/** `rank`: open before closed, the worst first, then the oldest. `loss`: by `loss_per_hour`, of those that are not closed. */
export const ALARM_SORTS = ['rank', 'loss', 'opened_at', 'last_at'] as const;

/** `GET /alarms`: ranked. What is part of a site incident is shown only when its machine is asked for. */
export class AlarmQuery extends PageQuery {
  @IsOptional() @CommaList() @IsIn(ALARM_TYPES, { each: true }) type?: AlarmType[];
  @IsOptional() @CommaList() @IsIn(ALARM_SEVERITIES, { each: true }) severity?: AlarmSeverity[];
  @IsOptional() @CommaList() @IsIn(ALARM_STATUSES, { each: true }) status?: AlarmStatus[];
  @IsOptional() @IsIn(ALARM_CONDITIONS) condition?: AlarmCondition;
  /** Also the site incidents that the machine is part of. */
  @IsOptional() @IsString() @MaxLength(100) device_id?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) location_id?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) assignee_id?: number;
  @IsOptional() @QueryFlag() @IsBoolean() shelved?: boolean;
  /** Whether a person has acknowledged it. */
  @IsOptional() @QueryFlag() @IsBoolean() acknowledged?: boolean;
  /** Opened at or after. */
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
}

/** How many alarms are open, by severity. */
export class AlarmCounts {
  @IsInt() info!: number;
  @IsInt() warn!: number;
  @IsInt() critical!: number;
}

/** Whom an alarm may be assigned to. */
export class AlarmAssignee {
  @IsInt() id!: number;
  @IsString() name!: string;
}

/** `POST /alarms/{id}/ack` and `/close`. */
export class AlarmNote {
  @IsOptional() @IsString() @MaxLength(1000) @Matches(PLAIN_TEXT_PATTERN) note?: string;
}

/** `POST /alarms/{id}/assign`: null takes it from whoever has it. */
export class AssignAlarm {
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) user_id!: number | null;
}

/** `POST /alarms/{id}/comment`. */
export class CommentAlarm {
  @IsString() @MinLength(1) @MaxLength(2000) @Matches(PLAIN_TEXT_PATTERN) text!: string;
}

/** `POST /alarms/{id}/shelve`: null takes it off the shelf. */
export class ShelveAlarm {
  @IsOptional() @IsInstant() until!: string | null;
}

/** Answer of what is done to one alarm. */
export class AlarmAnswer {
  @IsString() message!: string;
  @ValidateNested() @Type(() => Alarm) alarm!: Alarm;
}

export const ALARM_ACTIONS = ['ack', 'unack', 'close', 'shelve', 'assign'] as const;
export type AlarmAction = (typeof ALARM_ACTIONS)[number];
export const MAX_BULK_ALARMS = 200;

/** `POST /alarms/bulk`: one act on many; `until` is for `shelve`, `user_id` for `assign`, `note` for `ack` and `close`. */
export class BulkAlarms {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_BULK_ALARMS)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(MAX_ID, { each: true })
  ids!: number[];
  @IsIn(ALARM_ACTIONS) action!: AlarmAction;
  @IsOptional() @IsString() @MaxLength(1000) @Matches(PLAIN_TEXT_PATTERN) note?: string;
  @IsOptional() @IsInstant() until?: string | null;
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) user_id?: number | null;
}

export class AlarmFailure {
  @IsInt() id!: number;
  @IsString() code!: string;
  @IsString() message!: string;
}

/** Answer of `POST /alarms/bulk`: what could be done was done. */
export class BulkAlarmsAnswer {
  @IsInt({ each: true }) succeeded!: number[];
  @ValidateNested({ each: true }) @Type(() => AlarmFailure) failed!: AlarmFailure[];
}
