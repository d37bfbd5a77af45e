import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';

/** What is searched, in the order of the answer. Users are found by those who may manage them. */
export const SEARCH_KINDS = ['device', 'order', 'location', 'user', 'material', 'recipe', 'package'] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** At most this many of a kind. */
export const SEARCH_LIMIT = 5;
export const SEARCH_MIN_LENGTH = 2;

/** `GET /search`. */
export class SearchQuery {
  /**
   * Part of a name, code or address, in any case; of an order the beginning of its number as it is written. Where very
   * many numbers begin alike, the first 200 of them are looked at.
   */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @MinLength(SEARCH_MIN_LENGTH)
  @MaxLength(100)
  q!: string;
}

/** One thing that was found. */
export class SearchHit {
  @IsIn(SEARCH_KINDS) kind!: SearchKind;
  /** As the thing's own routes name it. */
  @IsString() id!: string;
  @IsString() title!: string;
  /** What tells it from others of the same name. */
  @IsOptional() @IsString() detail!: string | null;
  /** Of an order, whose number is unique on its machine alone. */
  @IsOptional() @IsString() device_id!: string | null;
}
