import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { IMPORT_FIELDS, type ImportField, type ImportMapping, IsImportMapping } from './import-mapping';
import { IsMoney, MaxMoney } from './money';
import { CommaList, PageQuery, QueryFlag } from './paging';
import { IsInstant } from './times';

/** The type of a material while nobody has described a code that a machine named. */
export const UNKNOWN_TYPE = 'unknown';
/** Types that are in use from the start; any other word does too. */
export const MATERIAL_TYPES = ['bean', 'powder', 'liquid', 'syrup', 'water', 'cup', 'other'] as const;
/** One line without control characters that neither begins nor ends with a space, as machines name it. */
// eslint-disable-next-line no-control-regex -- the control characters are the point
export const MATERIAL_CODE_PATTERN = /^(?!\s)[^\u0000-\u001F\u007F]*(?<!\s)$/;
/** One line that is not blank. That there must be one is said by its length. */
// eslint-disable-next-line no-control-regex -- the control characters are the point
const LINE_PATTERN = /^(?!\s+$)[^\u0000-\u001F\u007F]*$/;

const MAX_DENSITY = 100;
/** Money for 1,000 units: what fits into the 32 bits that hold minor units. */
const MAX_COST = 20_000_000;

/** What the bins of the machines within reach hold of a material. Amounts are of bins in the material's own unit. */
export class MaterialStock {
  @IsInt() bins!: number;
  @IsInt() devices!: number;
  @IsNumber() capacity!: number;
  @IsNumber() remaining!: number;
  @IsInt() low_bins!: number;
  /** Bins that count in another unit: they are not in the amounts. */
  @IsInt() other_unit_bins!: number;
}

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
  /** Only when the list was asked with `include_usage`. */
  @IsOptional() @ValidateNested() @Type(() => MaterialStock) usage?: MaterialStock;
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
  @IsInt() version!: number;
}

export const MATERIAL_SORTS = ['to_complete', 'code', 'name', 'type', 'created_at', 'updated_at'] as const;

/** `GET /materials`, sorted by code. The sort `to_complete` has the unknown ones first. */
export class MaterialQuery extends PageQuery {
  /** Part of code or name. */
  @IsOptional() @IsString() @MaxLength(100) query?: string;
  @IsOptional() @CommaList() @IsString({ each: true }) @MaxLength(50, { each: true }) type?: string[];
  @IsOptional() @QueryFlag() @IsBoolean() enabled?: boolean;
  /** Adds `usage` to each. */
  @IsOptional() @QueryFlag() @IsBoolean() include_usage?: boolean;
}

/** `POST /materials`. */
export class CreateMaterial {
  @IsString() @MinLength(1) @MaxLength(100) @Matches(MATERIAL_CODE_PATTERN) code!: string;
  @IsString() @MinLength(1) @MaxLength(200) @Matches(LINE_PATTERN) name!: string;
  @IsString() @MinLength(1) @MaxLength(50) @Matches(LINE_PATTERN) type!: string;
  @IsString() @MinLength(1) @MaxLength(20) @Matches(LINE_PATTERN) unit!: string;
  @IsOptional() @IsNumber() @Min(0.001) @Max(MAX_DENSITY) density?: number | null;
  @IsOptional() @IsMoney() @MaxMoney(MAX_COST) cost_per_1000?: number | string | null;
  @IsOptional() @IsBoolean() enabled?: boolean;
}

/** `PUT /materials/{id}`: what is absent stays. */
export class UpdateMaterial {
  /** The one it has: machines and recipes know it by this. */
  @IsOptional() @IsString() @MaxLength(100) code?: string;
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  @Matches(LINE_PATTERN)
  name?: string;
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(50)
  @Matches(LINE_PATTERN)
  type?: string;
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(20)
  @Matches(LINE_PATTERN)
  unit?: string;
  @IsOptional() @IsNumber() @Min(0.001) @Max(MAX_DENSITY) density?: number | null;
  @IsOptional() @IsMoney() @MaxMoney(MAX_COST) cost_per_1000?: number | string | null;
  @IsOptional() @IsBoolean() enabled?: boolean;
}

/** A bin that holds a material. */
export class MaterialBin {
  @IsString() device_id!: string;
  @IsOptional() @IsString() alias!: string | null;
  @IsInt() bin_index!: number;
  @IsNumber() remaining!: number;
  @IsOptional() @IsNumber() capacity!: number | null;
  @IsOptional() @IsString() unit!: string | null;
  @IsBoolean() is_low!: boolean;
}

/** Answer of `GET /materials/{id}/usage`, of the machines within the reader's reach. */
export class MaterialUsage extends MaterialStock {
  @IsInt() material_id!: number;
  @IsString() code!: string;
  @IsString() unit!: string;
  /** Versions of recipes that name it, archived ones included. */
  @IsInt() recipes!: number;
  /** The bins, low and emptiest first: up to 50. */
  @ValidateNested({ each: true }) @Type(() => MaterialBin) items!: MaterialBin[];
}

export const MATERIAL_FORMATS = ['csv', 'xlsx'] as const;
export type MaterialFormat = (typeof MATERIAL_FORMATS)[number];
export const MATERIAL_LANGUAGES = ['en', 'zh-CN'] as const;
export type MaterialLanguage = (typeof MATERIAL_LANGUAGES)[number];

/** `GET /materials/export`. The file can be changed and imported again; the columns of usage are left aside there. */
export class MaterialExportQuery {
  @IsOptional() @IsIn(MATERIAL_FORMATS) format?: MaterialFormat;
  @IsOptional() @QueryFlag() @IsBoolean() enabled_only?: boolean;
  @IsOptional() @QueryFlag() @IsBoolean() include_usage_stats?: boolean;
  /** Of the header. */
  @IsOptional() @IsIn(MATERIAL_LANGUAGES) language?: MaterialLanguage;
}

/** What an import may be told beside its file: in the query, or as fields of the form. */
export class ImportOptions {
  /** Materials that are there already take the file's values. One that nobody has described does so anyway. */
  @IsOptional() @QueryFlag() @IsBoolean() overwrite_existing?: boolean;
  /** Says what would happen and changes nothing. */
  @IsOptional() @QueryFlag() @IsBoolean() dry_run?: boolean;
}

/** Of a file besides. */
export class ImportFileOptions extends ImportOptions {
  /** For columns whose header does not say it: a JSON object of header and field, null to leave the column out. */
  @IsOptional() @IsImportMapping() mapping?: ImportMapping;
}

/** `POST /materials/import` as JSON. Each material is judged on its own, by the rules of `POST /materials`. */
export class ImportMaterials extends ImportOptions {
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(200_000) @IsObject({ each: true }) materials!: object[];
}

/** What is wrong with a row. Rows count as a spreadsheet does: the header of a file is row 1; of JSON from 1. */
export class ImportFault {
  @IsInt() row!: number;
  /** As the row has it. */
  @IsOptional() @IsString() code!: string | null;
  /** `row` when no single field is to blame. */
  @IsString() field!: string;
  /** The broken rule's name, as in validation errors; `isTaken`, `isDuplicate`, `isFormula`, `tooManyCells` besides. */
  @IsString() rule!: string;
  @IsString() error!: string;
}

/** One mistake and all the rows that have it. */
export class ImportErrorGroup {
  @IsString() field!: string;
  @IsString() rule!: string;
  /** How many rows. */
  @IsInt() count!: number;
  /** The first 10 of them. */
  @IsInt({ each: true }) rows!: number[];
  /** What the first of them has there; null when it has no such column. */
  @IsOptional() @IsString() example!: string | null;
  /** What the first of them is told. */
  @IsString() error!: string;
}

/** A column of a file, as it was understood. Also `details.columns` of a file that is refused for its header. */
export class ImportColumn {
  @IsString() header!: string;
  /** What it was taken for; null when it was left out. */
  @IsOptional() @IsIn(IMPORT_FIELDS) field!: ImportField | null;
  /** What it may be, where it was left out. */
  @IsOptional() @IsIn(IMPORT_FIELDS) suggestion!: ImportField | null;
}

/** What an import did, or in a dry run would do. Also the `result` of an import's task. */
export class ImportResult {
  @IsBoolean() dry_run!: boolean;
  @IsInt() @Min(0) total_rows!: number;
  @IsInt() @Min(0) successful_rows!: number;
  @IsInt() @Min(0) failed_rows!: number;
  @IsInt() @Min(0) created!: number;
  @IsInt() @Min(0) updated!: number;
  /** Rows that say what is there already. */
  @IsInt() @Min(0) unchanged!: number;
  /** The first 1,000; `GET /tasks/{task_id}/download` has every bad row with its reasons. */
  @ValidateNested({ each: true }) @Type(() => ImportFault) errors!: ImportFault[];
  /** All mistakes by field and rule, the most frequent first: up to 100. */
  @ValidateNested({ each: true }) @Type(() => ImportErrorGroup) error_groups!: ImportErrorGroup[];
  /** Columns of the file that mean nothing here. */
  @IsString({ each: true }) ignored_columns!: string[];
  /** Those of a file, but for those that only our own files have. Empty for JSON. */
  @ValidateNested({ each: true }) @Type(() => ImportColumn) columns!: ImportColumn[];
}

/** Answer of `POST /materials/import`: 200 with what was done, or 202 with the task that does it (over 5,000 rows). */
export class ImportAnswer {
  @IsOptional() @IsBoolean() dry_run?: boolean;
  @IsOptional() @IsInt() total_rows?: number;
  @IsOptional() @IsInt() successful_rows?: number;
  @IsOptional() @IsInt() failed_rows?: number;
  @IsOptional() @IsInt() created?: number;
  @IsOptional() @IsInt() updated?: number;
  @IsOptional() @IsInt() unchanged?: number;
  @IsOptional() @ValidateNested({ each: true }) @Type(() => ImportFault) errors?: ImportFault[];
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => ImportErrorGroup)
  error_groups?: ImportErrorGroup[];
  @IsOptional() @IsString({ each: true }) ignored_columns?: string[];
  /** Of 202, too. */
  @IsOptional() @ValidateNested({ each: true }) @Type(() => ImportColumn) columns?: ImportColumn[];
  /** Of 202: the work. Of 200: where the bad rows can be fetched, null when there are none. */
  @IsOptional() @IsUUID() task_id!: string | null;
  @IsString() message!: string;
}
