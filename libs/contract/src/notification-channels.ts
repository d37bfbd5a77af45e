import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { ALARM_SEVERITIES, type AlarmSeverity } from './alarms';
import { MAX_ID, PLAIN_TEXT_PATTERN } from './identifiers';
import {
  ALARM_EVENTS,
  DELIVERY_ERRORS,
  DELIVERY_STATUSES,
  type DeliveryError,
  type DeliveryStatus,
} from './notifications';
import { CommaList, PageQuery, QueryFlag } from './paging';
import { IsInstant } from './times';

export const CHANNEL_TYPES = ['webhook', 'email'] as const;
export type ChannelType = (typeof CHANNEL_TYPES)[number];

/** What a channel may ask to be told; `alarm.updated` is whatever happens after the opening. */
export const CHANNEL_EVENTS = [...ALARM_EVENTS, 'alarm.updated'] as const;
export type ChannelEvent = (typeof CHANNEL_EVENTS)[number];

export const CHANNEL_LANGUAGES = ['en', 'zh-CN'] as const;
export type ChannelLanguage = (typeof CHANNEL_LANGUAGES)[number];

export const MAX_CHANNEL_NAME = 80;
export const MAX_CHANNEL_TARGET = 2_000;
const CLOCK_PATTERN = /^([01]\d|2[0-3]):[0-5]\d$/;
const DAY_MINUTES = 1_440;

/** By the clock of the merchant's time zone, `HH:MM`; over midnight when `from` is later than `to`. */
export class ChannelQuietHours {
  @Matches(CLOCK_PATTERN) from!: string;
  @Matches(CLOCK_PATTERN) to!: string;
  /** Critical alarms are told all the same. */
  @IsBoolean() critical_passes!: boolean;
}

/** The last attempt that a channel made. */
export class LastDelivery {
  @IsIn(DELIVERY_STATUSES) status!: DeliveryStatus;
  @IsInstant() at!: string;
  @IsOptional() @IsIn(DELIVERY_ERRORS) error_code!: DeliveryError | null;
}

/** `gone`: the receiver answered 410. `failing`: for days nothing arrived. */
export const SWITCH_OFF_REASONS = ['gone', 'failing'] as const;
export type SwitchOffReason = (typeof SWITCH_OFF_REASONS)[number];

/** That the system switched a channel off, and why. */
export class SwitchedOff {
  @IsInstant() at!: string;
  @IsIn(SWITCH_OFF_REASONS) reason!: SwitchOffReason;
  /** Of the last attempt. */
  @IsOptional() @IsIn(DELIVERY_ERRORS) error_code!: DeliveryError | null;
}

/** Where alarms are told to. */
export class NotificationChannel {
  @IsInt() id!: number;
  /** Null: it hears of the machines of all merchants. */
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsOptional() @IsString() merchant_name!: string | null;
  @IsString() name!: string;
  @IsIn(CHANNEL_TYPES) type!: ChannelType;
  /** An address of the web, or of e-mail. */
  @IsString() target!: string;
  @IsIn(CHANNEL_EVENTS, { each: true }) events!: ChannelEvent[];
  @IsIn(ALARM_SEVERITIES, { each: true }) severities!: AlarmSeverity[];
  @IsBoolean() active!: boolean;
  /** Of its e-mails. */
  @IsIn(CHANNEL_LANGUAGES) language!: ChannelLanguage;
  /** Null: none. */
  @IsOptional() @ValidateNested() @Type(() => ChannelQuietHours) quiet_hours!: ChannelQuietHours | null;
  /** The zone of its quiet hours: its merchant's. */
  @IsString() time_zone!: string;
  /** At most so many messages within `window_minutes`; what is more comes in one digest at the end of that time. */
  @IsInt() max_messages!: number;
  @IsInt() window_minutes!: number;
  /** How often an open critical alarm that nobody has acknowledged is told again; null: never. */
  @IsOptional() @IsInt() remind_after_minutes!: number | null;
  /** The channel that is told when nobody has acknowledged an alarm for `escalate_after_minutes`; null: none. */
  @IsOptional() @IsInt() escalate_to!: number | null;
  @IsOptional() @IsInt() escalate_after_minutes!: number | null;
  /** Until when the secret before the present one signs too. Webhooks only. */
  @IsOptional() @IsInstant() old_secret_valid_until!: string | null;
  @IsOptional() @ValidateNested() @Type(() => LastDelivery) last_delivery!: LastDelivery | null;
  /** Attempts in a row that failed; tests and faults of the server itself are not counted. */
  @IsInt() failures!: number;
  /** When the first of them was; null when the last attempt arrived. */
  @IsOptional() @IsInstant() failing_since!: string | null;
  /**
   * After 20 failures in a row over at least 5 days, or one 410 Gone. What waited is kept, and goes out when `active` is set
   * again. Null while it is on, or when a person turned it off.
   */
  @IsOptional() @ValidateNested() @Type(() => SwitchedOff) switched_off!: SwitchedOff | null;
  /** Deliveries that wait to go out, up to 1,000. */
  @IsInt() waiting!: number;
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
  @IsInt() version!: number;
}

/** Answer of `POST /notification_channels`: the only one that holds the secret. */
export class NewNotificationChannel extends NotificationChannel {
  /** `whsec_` and base64, as Standard Webhooks has it. Null for an e-mail channel. */
  @IsOptional() @IsString() secret!: string | null;
}

export const CHANNEL_SORTS = ['name', 'created_at'] as const;

/** `GET /notification_channels`. */
export class ChannelQuery extends PageQuery {
  /** Part of the name or the target. */
  @IsOptional() @IsString() @MaxLength(100) query?: string;
  @IsOptional() @CommaList() @IsIn(CHANNEL_TYPES, { each: true }) type?: ChannelType[];
  @IsOptional() @QueryFlag() @IsBoolean() active?: boolean;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
}

/** What a channel may be told of, and how; what a change leaves out stays. */
class ChannelSettings {
  /** Of a new one that names none: opened and closed. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(CHANNEL_EVENTS.length)
  @ArrayUnique()
  @IsIn(CHANNEL_EVENTS, { each: true })
  events?: ChannelEvent[];
  /** Of a new one that names none: all. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(ALARM_SEVERITIES.length)
  @ArrayUnique()
  @IsIn(ALARM_SEVERITIES, { each: true })
  severities?: AlarmSeverity[];
  /** Turned off, it forgets what has not gone out yet; turned on again, what waited since the system switched it off goes out. */
  @IsOptional() @IsBoolean() active?: boolean;
  @IsOptional() @IsIn(CHANNEL_LANGUAGES) language?: ChannelLanguage;
  @IsOptional() @ValidateNested() @Type(() => ChannelQuietHours) quiet_hours?: ChannelQuietHours | null;
  @IsOptional() @IsInt() @Min(1) @Max(1_000) max_messages?: number;
  @IsOptional() @IsInt() @Min(1) @Max(DAY_MINUTES) window_minutes?: number;
  @IsOptional() @IsInt() @Min(5) @Max(DAY_MINUTES) remind_after_minutes?: number | null;
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) escalate_to?: number | null;
  @IsOptional() @IsInt() @Min(1) @Max(DAY_MINUTES) escalate_after_minutes?: number | null;
}

/** `POST /notification_channels`. What is absent is as a careful person would have it. */
export class CreateChannel extends ChannelSettings {
  /** Absent or null: all merchants; a bound admin's channel is always their own merchant's. */
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number | null;
  @IsString() @MinLength(1) @MaxLength(MAX_CHANNEL_NAME) @Matches(PLAIN_TEXT_PATTERN) name!: string;
  @IsIn(CHANNEL_TYPES) type!: ChannelType;
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_CHANNEL_TARGET)
  @Matches(PLAIN_TEXT_PATTERN)
  target!: string;
}

/** `PATCH /notification_channels/{id}`; what is absent stays. Type and merchant are for good. */
export class ChangeChannel extends ChannelSettings {
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_CHANNEL_NAME)
  @Matches(PLAIN_TEXT_PATTERN)
  name?: string;
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_CHANNEL_TARGET)
  @Matches(PLAIN_TEXT_PATTERN)
  target?: string;
}

/** `POST /notification_channels/{id}/secret`. */
export class RotateChannelSecret {
  /** How long the old secret signs beside the new one: a day unless said; 0 ends it at once. */
  @IsOptional() @IsInt() @Min(0) @Max(604_800) grace_seconds?: number;
}

/** Answer of `POST /notification_channels/{id}/secret`: the only one that holds the new secret. */
export class ChannelSecret {
  @IsString() secret!: string;
  @IsInstant() old_secret_valid_until!: string;
}
