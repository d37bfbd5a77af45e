import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

export const MAX_PAGE_SIZE = 200;
export const DEFAULT_PAGE_SIZE = 20;
/** `total` is exact up to here and an estimate above. */
export const EXACT_TOTAL_LIMIT = 10_000;

/** What every list accepts. `cursor` (a `next_cursor` of an earlier answer) replaces `page` for deep reads. */
export class PageQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000_000) page?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_PAGE_SIZE) page_size?: number;
  @IsOptional() @IsString() @MaxLength(500) cursor?: string;
  @IsOptional() @IsString() @MaxLength(64) sort?: string;
}

/** How every list answers its place. `next_cursor` is null at the end. */
export class Pagination {
  @IsInt() total!: number;
  @IsBoolean() total_is_estimate!: boolean;
  @IsInt() page!: number;
  @IsInt() page_size!: number;
  @IsInt() pages!: number;
  @IsBoolean() has_next!: boolean;
  @IsBoolean() has_prev!: boolean;
  @IsOptional() @IsString() next_cursor!: string | null;
}

/** One page of a list. */
export interface Page<T> {
  items: T[];
  pagination: Pagination;
}

/** A query value with commas as a list: `status=open,ack`. Empty parts are dropped. */
export function CommaList(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== '')
      : value,
  );
}

/** A query value `true` or `false` as a boolean; anything else stays and fails `@IsBoolean`. */
export function QueryFlag(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) =>
    value === 'true' ? true : value === 'false' ? false : value,
  );
}
