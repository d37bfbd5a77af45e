import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  Equals,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { DEVICE_ID_PATTERN, MAX_ID, PLAIN_TEXT_PATTERN } from './identifiers';
import { IsMoney } from './money';
import { CommaList, PageQuery } from './paging';
import { IsInstant } from './times';

/**
 * What moved a bin's level: `consume` by a cup, `refill` and `waste` by a person, `adjust` where a person counted or changed
 * what is in it, `report` where a machine says another level than the ledger.
 */
export const MOVEMENT_TYPES = ['consume', 'refill', 'adjust', 'waste', 'report'] as const;
export type MovementType = (typeof MOVEMENT_TYPES)[number];
export const MOVEMENT_CAUSES = ['order', 'person', 'report', 'bind', 'unbind'] as const;
export type MovementCause = (typeof MOVEMENT_CAUSES)[number];

/** What any bin may hold, in its unit. */
export const MAX_BIN_AMOUNT = 10_000_000;
export const MAX_BIN_INDEX = 999;
export const MAX_REFILLS = 100;
/** Hours the refill board looks ahead for lost sales when none are asked for. */
export const DEFAULT_HORIZON_HOURS = 24;
export const MAX_HORIZON_HOURS = 336;

/** `PUT /devices/{id}/bins/{bin_index}/bind`: what is in a bin. Another material or unit empties it first. */
export class BindBin {
  @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) material_code!: string;
  @IsNumber({ maxDecimalPlaces: 3 }) @Min(0.001) @Max(MAX_BIN_AMOUNT) capacity!: number;
  @IsString() @MinLength(1) @MaxLength(20) @Matches(PLAIN_TEXT_PATTERN) unit!: string;
  /** Percent of the capacity; stays as it is when absent, 20 for a new bin. */
  @IsOptional() @IsNumber() @Min(0) @Max(100) threshold_low_pct?: number;
}

const hasNoAmount = (body: unknown): boolean => (body as { amount?: unknown }).amount === undefined;

/** `POST /devices/{id}/bins/{bin_index}/refill`: an amount that was put in, or up to the capacity. */
export class RefillBin {
  @ValidateIf((body) => !hasNoAmount(body) || (body as RefillBin).to_full === undefined)
  @IsNumber({ maxDecimalPlaces: 3 })
  @Min(0.001)
  @Max(MAX_BIN_AMOUNT)
  amount?: number;
  /** `true`: full, whatever was in it. Not together with `amount`. */
  @ValidateIf((body) => (body as RefillBin).to_full !== undefined)
  @Equals(true)
  to_full?: boolean;
  @IsOptional() @IsString() @MaxLength(500) @Matches(PLAIN_TEXT_PATTERN) note?: string;
}

/** `POST /devices/{id}/bins/{bin_index}/adjust`: what a person counted. */
export class AdjustBin {
  @IsNumber({ maxDecimalPlaces: 3 }) @Min(0) @Max(MAX_BIN_AMOUNT) remaining!: number;
  @IsOptional() @IsString() @MaxLength(500) @Matches(PLAIN_TEXT_PATTERN) note?: string;
}

/** `POST /devices/{id}/bins/{bin_index}/waste`: what was thrown away. */
export class WasteBin {
  @IsNumber({ maxDecimalPlaces: 3 }) @Min(0.001) @Max(MAX_BIN_AMOUNT) amount!: number;
  @IsOptional() @IsString() @MaxLength(500) @Matches(PLAIN_TEXT_PATTERN) note?: string;
}

/** One line of a bin's ledger. The sum of all amounts is the level. */
export class Movement {
  @IsString() device_id!: string;
  @IsInt() bin_index!: number;
  /** Counts a bin's movements from 1 without a gap. */
  @IsInt() seq!: number;
  @IsIn(MOVEMENT_TYPES) type!: MovementType;
  @IsIn(MOVEMENT_CAUSES) cause!: MovementCause;
  @IsOptional() @IsString() material_code!: string | null;
  @IsOptional() @IsString() material_name!: string | null;
  @IsOptional() @IsString() unit!: string | null;
  /** Positive: into the bin. */
  @IsNumber() amount!: number;
  /** The level after it. */
  @IsNumber() balance!: number;
  /** Where somebody looked and found another level: what the ledger said, and what was found. */
  @IsOptional() @IsNumber() expected!: number | null;
  @IsOptional() @IsNumber() reported!: number | null;
  @IsOptional() @IsString() order_id!: string | null;
  @IsOptional() @IsString() actor!: string | null;
  @IsOptional() @IsString() note!: string | null;
  /** When it happened as far as is known, and when it was written down. */
  @IsInstant() occurred_at!: string;
  @IsInstant() recorded_at!: string;
}

/** `GET /devices/{id}/bins/{bin_index}/movements`: newest first. */
export class MovementQuery extends PageQuery {
  @IsOptional() @CommaList() @IsIn(MOVEMENT_TYPES, { each: true }) type?: MovementType[];
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
}

export const DRIFT_SORTS = ['recorded_at'] as const;

/** `GET /stock/drift`: levels that were found to be others than the ledger's, over the fleet. */
export class StockDriftQuery extends PageQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) location_id?: number;
  @IsOptional() @IsString() @MaxLength(100) device_id?: string;
  @IsOptional() @CommaList() @IsString({ each: true }) @MaxLength(100, { each: true }) material?: string[];
  @IsOptional() @IsInstant() from?: string;
  @IsOptional() @IsInstant() to?: string;
}

export class StockDrift extends Movement {
  @IsOptional() @IsString() alias!: string | null;
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsOptional() @IsInt() location_id!: number | null;
  @IsOptional() @IsString() location_name!: string | null;
}

/** What a machine can still make of a product: the material that runs out first decides. */
export class ProductLeft {
  @IsString() product_id!: string;
  @IsString() name!: string;
  @IsInt() cups_left!: number;
  @IsOptional() @IsNumber() hours_left!: number | null;
  /** The material that decides; null when the machine has none of it at all and `cups_left` is 0. */
  @IsOptional() @IsString() limited_by!: string | null;
}

export const REFILL_SORTS = ['empties_at'] as const;

/** `GET /refills`: bins by what runs out first. */
export class RefillQuery extends PageQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) location_id?: number;
  @IsOptional() @IsString() @MaxLength(100) device_id?: string;
  @IsOptional() @CommaList() @IsString({ each: true }) @MaxLength(100, { each: true }) material?: string[];
  /** Only bins that are low or run out within so many hours; also how far lost sales are looked at (24). */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_HORIZON_HOURS) horizon_hours?: number;
}

/** A bin on the refill board. */
export class Refill {
  @IsString() device_id!: string;
  @IsOptional() @IsString() alias!: string | null;
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsOptional() @IsInt() location_id!: number | null;
  @IsOptional() @IsString() location_name!: string | null;
  @IsInt() bin_index!: number;
  @IsOptional() @IsString() material_code!: string | null;
  @IsOptional() @IsString() material_name!: string | null;
  @IsOptional() @IsString() unit!: string | null;
  @IsNumber() remaining!: number;
  @IsOptional() @IsNumber() capacity!: number | null;
  @IsOptional() @IsNumber() remaining_pct!: number | null;
  @IsNumber() threshold_low_pct!: number;
  @IsBoolean() is_low!: boolean;
  /** What it takes to be full; null where the capacity is not known. */
  @IsOptional() @IsNumber() refill_amount!: number | null;
  /** Null where use is not known. */
  @IsOptional() @IsNumber() hours_left!: number | null;
  @IsOptional() @IsInstant() empties_at!: string | null;
  @IsOptional() @IsInt() cups_left!: number | null;
  /** Sales that an empty bin is expected to cost until the horizon; null where use is not known. */
  @IsOptional() @IsMoney() expected_loss!: number | null;
  @IsString() currency!: string;
}

/** `GET /refills/pick_list`, and the same as a file under `/refills/pick_list.csv`: what to bring where. */
export class PickListQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) location_id?: number;
  @IsOptional() @CommaList() @IsString({ each: true }) @MaxLength(100, { each: true }) material?: string[];
  /** Only bins that are low or run out within so many hours; all that are not full when absent. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_HORIZON_HOURS) horizon_hours?: number;
}

export class PickBin {
  @IsString() device_id!: string;
  @IsOptional() @IsString() alias!: string | null;
  @IsInt() bin_index!: number;
  @IsString() material_code!: string;
  @IsString() material_name!: string;
  @IsOptional() @IsString() unit!: string | null;
  @IsNumber() remaining!: number;
  @IsNumber() capacity!: number;
  @IsNumber() amount!: number;
}

export class PickTotal {
  @IsString() material_code!: string;
  @IsString() material_name!: string;
  @IsOptional() @IsString() unit!: string | null;
  @IsNumber() amount!: number;
  @IsInt() bins!: number;
}

export class PickPlace {
  /** Null: machines without a location. */
  @IsOptional() @IsInt() location_id!: number | null;
  @IsOptional() @IsString() location_name!: string | null;
  @IsOptional() @IsString() address!: string | null;
  @ValidateNested({ each: true }) @Type(() => PickTotal) totals!: PickTotal[];
  @ValidateNested({ each: true }) @Type(() => PickBin) bins!: PickBin[];
}

export const MAX_PICK_BINS = 2000;

export class PickList {
  @IsInstant() made_at!: string;
  @ValidateNested({ each: true }) @Type(() => PickPlace) places!: PickPlace[];
  /** True when there were more bins than a list holds: the most urgent are in it. */
  @IsBoolean() is_cut!: boolean;
}

export class RefillOrder extends RefillBin {
  @Matches(DEVICE_ID_PATTERN) device_id!: string;
  @IsInt() @Min(0) @Max(MAX_BIN_INDEX) bin_index!: number;
}

/** `POST /refills`: several bins at once. */
export class RefillBins {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_REFILLS)
  @ValidateNested({ each: true })
  @Type(() => RefillOrder)
  refills!: RefillOrder[];
}

export class RefilledBin {
  @IsString() device_id!: string;
  @IsInt() bin_index!: number;
  @IsNumber() amount!: number;
  @IsNumber() remaining!: number;
}

export class RefillFailure {
  @IsString() device_id!: string;
  @IsInt() bin_index!: number;
  @IsString() code!: string;
  @IsString() message!: string;
}

/** Answer of `POST /refills`: what could be done was done. */
export class RefillBinsAnswer {
  @ValidateNested({ each: true }) @Type(() => RefilledBin) succeeded!: RefilledBin[];
  @ValidateNested({ each: true }) @Type(() => RefillFailure) failed!: RefillFailure[];
}
