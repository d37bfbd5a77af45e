import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ALARM_SEVERITIES, type AlarmSeverity } from './alarms';
import { DEVICE_ID_PATTERN, MAX_ID } from './identifiers';
import { CommaList, PageQuery } from './paging';
import { IsInstant } from './times';

/** What happens to an alarm. `alarm.opened` is also said when it opens again. */
export const ALARM_EVENTS = [
  'alarm.opened',
  'alarm.severity_changed',
  'alarm.acknowledged',
  'alarm.closed',
] as const;

/**
 * What a delivery says. A reminder, an escalation and a digest follow from the channel's settings, a test from its button:
 * nobody asks for them by name.
 */
export const DELIVERY_EVENTS = [
  ...ALARM_EVENTS,
  'alarm.reminder',
  'alarm.escalated',
  'alarm.digest',
  'channel.test',
] as const;
export type DeliveryEvent = (typeof DELIVERY_EVENTS)[number];

/**
 * `new`: just raised. `held`: waits for the end of the quiet hours. `pending`: goes out, or is tried again. `digested`: told
 * by the digest that `digest_id` names. `failed`: given up. `canceled`: the channel was turned off before it went out.
 */
export const DELIVERY_STATUSES = [
  'new',
  'held',
  'pending',
  'digested',
  'delivered',
  'failed',
  'canceled',
] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Why an attempt failed; `HTTP_STATUS` stands beside `status_code`. */
export const DELIVERY_ERRORS = [
  'NOT_CONFIGURED',
  'SECRET_UNREADABLE',
  'TIMEOUT',
  'NAME_NOT_FOUND',
  'CONNECTION_FAILED',
  'TLS_FAILED',
  'ADDRESS_REFUSED',
  'REDIRECTED',
  'HTTP_STATUS',
  'MAIL_REFUSED',
  'INTERNAL',
] as const;
export type DeliveryError = (typeof DELIVERY_ERRORS)[number];

/** One thing that a channel has to tell, and what became of it. */
export class Delivery {
  @IsInt() id!: number;
  /** The `webhook-id` and the e-mail's Message-ID: the same at every attempt and replay. */
  @IsString() message_id!: string;
  @IsInt() channel_id!: number;
  @IsIn(DELIVERY_EVENTS) event!: DeliveryEvent;
  @IsIn(DELIVERY_STATUSES) status!: DeliveryStatus;
  /** Null: a digest or a test. */
  @IsOptional() @IsIn(ALARM_SEVERITIES) severity!: AlarmSeverity | null;
  @IsOptional() @IsInt() alarm_id!: number | null;
  @IsOptional() @Matches(DEVICE_ID_PATTERN) device_id!: string | null;
  /** The digest that tells it. */
  @IsOptional() @IsInt() digest_id!: number | null;
  /** What is sent, as `data` of the webhook. */
  @IsObject() data!: Record<string, unknown>;
  @IsInt() attempts!: number;
  /** The last answer's, of HTTP or SMTP. */
  @IsOptional() @IsInt() status_code!: number | null;
  @IsOptional() @IsIn(DELIVERY_ERRORS) error_code!: DeliveryError | null;
  @IsOptional() @IsString() error!: string | null;
  @IsInstant() occurred_at!: string;
  @IsInstant() created_at!: string;
  /** When it is tried (again), or until when it is held. Null: never. */
  @IsOptional() @IsInstant() next_attempt_at!: string | null;
  /** After this it is tried no more. */
  @IsOptional() @IsInstant() give_up_at!: string | null;
  /** When it was delivered, given up or canceled. */
  @IsOptional() @IsInstant() finished_at!: string | null;
}

export class DeliveryAttempt {
  @IsInt() attempt!: number;
  @IsInstant() at!: string;
  @IsInt() duration_ms!: number;
  @IsBoolean() ok!: boolean;
  @IsOptional() @IsInt() status_code!: number | null;
  @IsOptional() @IsIn(DELIVERY_ERRORS) error_code!: DeliveryError | null;
  @IsOptional() @IsString() error!: string | null;
}

/** Answer of `GET /notification_channels/{id}/deliveries/{delivery_id}`. */
export class DeliveryDetail {
  @ValidateNested() @Type(() => Delivery) delivery!: Delivery;
  /** Oldest first, the last 100. */
  @ValidateNested({ each: true }) @Type(() => DeliveryAttempt) attempts!: DeliveryAttempt[];
}

/** `GET /notification_channels/{id}/deliveries`: newest first. */
export class DeliveryQuery extends PageQuery {
  @IsOptional() @CommaList() @IsIn(DELIVERY_STATUSES, { each: true }) status?: DeliveryStatus[];
  @IsOptional() @CommaList() @IsIn(DELIVERY_EVENTS, { each: true }) event?: DeliveryEvent[];
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) alarm_id?: number;
  @IsOptional() @IsString() @MaxLength(100) device_id?: string;
  /** What a digest tells. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) digest_id?: number;
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
}

/** Answer of a test and of a replay. */
export class DeliveryAnswer {
  @IsString() message!: string;
  @ValidateNested() @Type(() => Delivery) delivery!: Delivery;
}
