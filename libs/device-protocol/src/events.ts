import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
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
import { IsDeviceTime } from './device-time';
import { MAX_EVENTS } from './limits';
import { PLAIN_TEXT_PATTERN } from './patterns';

/** Kinds of facts in an offline queue; `payload` is the body of the route of the same name. */
export const EVENT_TYPES = ['status', 'materials', 'order', 'order_status', 'command_result'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/**
 * One fact of an offline queue. `type` is not closed and `payload` is judged alone, so that one entry the server does
 * not know never holds up the others. A payload without its own time happened at `occurred_at`.
 */
export class DeviceEvent {
  /** The machine's counter; grows, may have gaps. */
  @IsInt() @Min(0) @Max(Number.MAX_SAFE_INTEGER) seq!: number;
  @IsString() @MinLength(1) @MaxLength(50) @Matches(PLAIN_TEXT_PATTERN) type!: string;
  @IsDeviceTime() occurred_at!: string;
  @IsObject() payload!: Record<string, unknown>;
}

/** Body of `POST /devices/{id}/events`: what a machine did while nobody heard it, in order. */
export class EventBatch {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_EVENTS)
  @ValidateNested({ each: true })
  @Type(() => DeviceEvent)
  events!: DeviceEvent[];
}

/** Why one event was not taken: a code of the contract and a sentence. */
export class EventFault {
  @IsString() code!: string;
  @IsString() message!: string;
  @IsOptional() @IsObject() details?: Record<string, unknown>;
}

/** What became of one event. `ok: false` is a refusal by shape, kept in quarantine: sending it again is of no use. */
export class EventResult {
  @IsInt() seq!: number;
  @IsBoolean() ok!: boolean;
  @IsOptional() @ValidateNested() @Type(() => EventFault) error?: EventFault;
}

/** Answer of `POST /devices/{id}/events`: all up to `accepted_through` may leave the queue. */
export class EventBatchAnswer {
  @IsInt() accepted_through!: number;
  @ValidateNested({ each: true }) @Type(() => EventResult) results!: EventResult[];
}
