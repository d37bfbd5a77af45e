import { IsBoolean, IsInt, IsNumber, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsMoney } from './money';
import { CommaList, PageQuery, QueryFlag } from './paging';
import { IsInstant } from './times';

/** What machines put into cups. `type` is `unknown` while nobody has described a code that a machine named. */
export class Material {
  @IsInt() id!: number;
  @IsString() code!: string;
  @IsString() name!: string;
  @IsString() type!: string;
  /** Of amounts in bins: `g`, `ml`, ... */
  @IsString() unit!: string;
  /** Grams per millilitre, where it is known. */
  @IsOptional() @IsNumber() density!: number | null;
  /** Money for 1,000 units (a kilogram, a litre), where it is known. */
  @IsOptional() @IsMoney() cost_per_1000!: number | null;
  @IsBoolean() enabled!: boolean;
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
}

export const MATERIAL_SORTS = ['code', 'name', 'created_at'] as const;

/** `GET /materials`. */
export class MaterialQuery extends PageQuery {
  /** Part of code or name. */
  @IsOptional() @IsString() @MaxLength(100) query?: string;
  @IsOptional() @CommaList() @IsString({ each: true }) @MaxLength(50, { each: true }) type?: string[];
  @IsOptional() @QueryFlag() @IsBoolean() enabled?: boolean;
}
