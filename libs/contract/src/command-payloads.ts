import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmptyObject,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  registerDecorator,
} from 'class-validator';
import { ORDER_ID_PATTERN, PLAIN_TEXT_PATTERN } from './identifiers';

/** What a machine may be told to do. Which model can do what is data (`GET /device_models`). */
export const COMMAND_TYPES = [
  'make_product',
  'open_door',
  'upgrade',
  'sync',
  'set_params',
  'restart',
] as const;
export type CommandType = (typeof COMMAND_TYPES)[number];

const isRecipeId = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isSafeInteger(value) && value > 0
    : typeof value === 'string' && /^\S.{0,99}$/u.test(value) && PLAIN_TEXT_PATTERN.test(value);

/** A recipe as its machine knows it: an integer on kiosks of the first generation, text or an integer elsewhere. */
function IsRecipeId(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isRecipeId',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: isRecipeId,
        defaultMessage: (args) => `${args?.property} must be a recipe id: text or a positive integer`,
      },
    });
}

export class MakeProductPayload {
  @IsRecipeId() recipe_id!: string | number;
  @IsOptional() @IsString() @Matches(ORDER_ID_PATTERN) order_id?: string;
  @IsOptional() @IsObject() options?: Record<string, unknown>;
}

export class OpenDoorPayload {
  @IsOptional() @IsInt() @Min(1) @Max(3600) duration_seconds?: number;
}

/** The server fills `package_type`, `package_url`, `package_hash`, `sha256` and `version`. */
export class UpgradePayload {
  @IsUUID() package_id!: string;
}

export const SYNC_TYPES = ['status', 'materials'] as const;
export type SyncType = (typeof SYNC_TYPES)[number];

export class SyncPayload {
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SYNC_TYPES.length)
  @IsIn(SYNC_TYPES, { each: true })
  sync_types?: SyncType[];
}

export class SetParamsPayload {
  @IsObject() @IsNotEmptyObject() params!: Record<string, unknown>;
}

export class RestartPayload {
  @IsOptional() @IsString() @MaxLength(200) @Matches(PLAIN_TEXT_PATTERN) reason?: string;
}

/** The rules of each type's payload: for the server's check and the forms alike. */
export const COMMAND_PAYLOADS = {
  make_product: MakeProductPayload,
  open_door: OpenDoorPayload,
  upgrade: UpgradePayload,
  sync: SyncPayload,
  set_params: SetParamsPayload,
  restart: RestartPayload,
} as const satisfies Record<CommandType, new () => object>;
