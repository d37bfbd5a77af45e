import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsDeviceTime } from './device-time';
import { MAX_POLL_WAIT_SECONDS } from './limits';
import { PLAIN_TEXT_PATTERN } from './patterns';

/** What a machine may be told to do. Which model can do what is data of the server. */
export const COMMAND_TYPES = [
  'make_product',
  'open_door',
  'upgrade',
  'sync',
  'set_params',
  'restart',
] as const;
export type CommandType = (typeof COMMAND_TYPES)[number];

/** What `payload` holds, by type. Keys that a machine does not know are to be ignored. */
export interface CommandPayloads {
  /** Never with `order_id` to a kiosk of the first generation, whose recipe ids are integers. */
  make_product: { recipe_id: string | number; order_id?: string; options?: Record<string, unknown> };
  open_door: { duration_seconds?: number };
  /** `package_hash` is MD5 in hex, for old kiosks; check `sha256` where it can be checked. The URL is signed and expires. */
  upgrade: {
    package_id?: string;
    package_type: string;
    package_url: string;
    package_hash: string;
    sha256?: string;
    version: string;
  };
  sync: { sync_types?: ('status' | 'materials')[] };
  set_params: { params: Record<string, unknown> };
  restart: { reason?: string };
}

/** Query of `GET /devices/{id}/commands/pending`. */
export class PendingQuery {
  /** Seconds to wait for a command when there is none. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(MAX_POLL_WAIT_SECONDS) wait?: number;
}

/** One entry of `GET /devices/{id}/commands/pending?wait=0..30`: handed out once, leased until a result comes. */
export class PendingCommand {
  @IsUUID() command_id!: string;
  /** One of `COMMAND_TYPES`, or one that is newer than this machine: answer `unsupported`. */
  @IsString() type!: string;
  /** See `CommandPayloads`; an object, never null. */
  @IsObject() payload!: Record<string, unknown>;
  /** ISO 8601 in UTC. */
  @IsString() issued_at!: string;
  @IsOptional() @IsString() expires_at!: string | null;
  @IsInt() attempts!: number;
  @IsInt() max_attempts!: number;
}

/** A command as `POST /devices/{id}/commands/{command_id}/ack` answers it. */
export class AcknowledgedCommand {
  @IsUUID() command_id!: string;
  @IsString() type!: string;
  @IsString() status!: string;
  @IsObject() payload!: Record<string, unknown>;
}

export const RESULT_STATUSES = ['success', 'fail', 'unsupported'] as const;
export type ResultStatus = (typeof RESULT_STATUSES)[number];

/**
 * Body of `POST /devices/{id}/command_result`. The same result again is 200; a late one is still taken.
 * Errors: 401, 403, 404 NOT_FOUND (no such command of this machine), 422 VALIDATION_ERROR, 429 and 503 (try again).
 */
export class CommandResult {
  @IsUUID() command_id!: string;
  @IsIn(RESULT_STATUSES) status!: ResultStatus;
  @IsOptional() @IsObject() result_payload?: Record<string, unknown> | null;
  @IsOptional() @IsString() @MaxLength(2000) @Matches(PLAIN_TEXT_PATTERN) error_message?: string | null;
  /** When the machine was done. */
  @IsOptional() @IsDeviceTime() timestamp?: string | null;
}

export const RESULT_RECORDED = 'Result recorded';

/** Answer of `POST /devices/{id}/command_result`. */
export class CommandResultAnswer {
  @IsString() message!: string;
}
