import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsNumber,
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
import { PLAIN_TEXT_PATTERN } from './patterns';

/** What is in one bin, in the bin's unit. `remaining` may pass `capacity`: scales and people are not exact. */
export class BinReport {
  @IsInt() @Min(0) @Max(999) bin_index!: number;
  @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) material_code!: string;
  @IsNumber() @Min(0) @Max(1_000_000_000) remaining!: number;
  @IsNumber() @Min(0) @Max(1_000_000_000) capacity!: number;
  @IsString() @MinLength(1) @MaxLength(20) @Matches(PLAIN_TEXT_PATTERN) unit!: string;
}

/**
 * Body of `POST /devices/{id}/materials/report`. An unknown code makes a material for people to complete.
 * Errors: as for the status.
 */
export class MaterialsReport {
  @IsDeviceTime() timestamp!: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => BinReport)
  materials!: BinReport[];
}

export const MATERIALS_UPDATED = 'Materials updated';

/** A bin as the server now knows it. */
export class BinState {
  @IsInt() bin_index!: number;
  @IsOptional() @IsString() material_code!: string | null;
  @IsNumber() remaining!: number;
  @IsOptional() @IsNumber() capacity!: number | null;
  @IsOptional() @IsString() unit!: string | null;
  @IsBoolean() is_low!: boolean;
}

/** Answer of `POST /devices/{id}/materials/report`. */
export class MaterialsAnswer {
  @IsString() message!: string;
  @ValidateNested({ each: true }) @Type(() => BinState) bins!: BinState[];
}
