import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';
import { COMMAND_TYPES, type CommandType } from './command-payloads';
import { PLAIN_TEXT_PATTERN } from './identifiers';

/** What a model of machine can do. */
export class DeviceModel {
  @IsString() @MaxLength(100) model!: string;
  /** As people call it. */
  @IsOptional() @IsString() name!: string | null;
  @IsArray() @IsIn(COMMAND_TYPES, { each: true }) supported_commands!: CommandType[];
  /** How many machines are of this model. */
  @IsInt() devices!: number;
  /** False: machines of this model exist, but nobody described it; it is taken to support everything. */
  @IsBoolean() described!: boolean;
  /** 0 where nobody described it. */
  @IsInt() version!: number;
}

const trim = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** `PUT /device_models`: describes a model, new or known. */
export class UpdateDeviceModel {
  @trim @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) model!: string;
  /** Absent: stays; null: none. */
  @IsOptional()
  @trim
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  @Matches(PLAIN_TEXT_PATTERN)
  name?: string | null;
  @IsArray()
  @ArrayMaxSize(COMMAND_TYPES.length)
  @IsIn(COMMAND_TYPES, { each: true })
  supported_commands!: CommandType[];
}
