import { ArrayMaxSize, IsArray, IsIn, IsInt, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { COMMAND_TYPES, type CommandType } from './command-payloads';
import { PLAIN_TEXT_PATTERN } from './identifiers';

/** What a model of machine can do. */
export class DeviceModel {
  @IsString() @MaxLength(100) model!: string;
  @IsArray() @IsIn(COMMAND_TYPES, { each: true }) supported_commands!: CommandType[];
  /** How many machines are of this model. */
  @IsInt() devices!: number;
}

/** `PUT /device_models`: describes a model, new or known. */
export class UpdateDeviceModel {
  @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) model!: string;
  @IsArray()
  @ArrayMaxSize(COMMAND_TYPES.length)
  @IsIn(COMMAND_TYPES, { each: true })
  supported_commands!: CommandType[];
}
