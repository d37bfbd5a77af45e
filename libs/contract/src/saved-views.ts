import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { PLAIN_TEXT_PATTERN } from './identifiers';
import { IsInstant } from './times';

/** Lists that know saved views. */
export const VIEWED_LISTS = ['orders'] as const;
export type ViewedList = (typeof VIEWED_LISTS)[number];

/** `key=value&...` as in an address, without the page. */
const QUERY_PATTERN = /^[\w%.,:;+\-~!*'()=&@]*$/;
const MAX_QUERY = 2_000;
export const MAX_VIEW_NAME = 40;
/** Of one person and list. */
export const MAX_VIEWS = 50;

/** A list as somebody likes to see it: filters and sort. */
export class SavedView {
  @IsInt() id!: number;
  @IsIn(VIEWED_LISTS) list!: ViewedList;
  @IsString() name!: string;
  /** The address' query of the list: `payment_status=paid&sort=-total_price`. */
  @IsString() query!: string;
  /** Seen by everybody of the owner's merchant; changed by its owner alone. */
  @IsBoolean() shared!: boolean;
  @IsBoolean() is_own!: boolean;
  @IsString() owner!: string;
  @IsInt() version!: number;
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
}

/** `GET /saved_views`. */
export class SavedViewQuery {
  @IsIn(VIEWED_LISTS) list!: ViewedList;
}

/** `POST /saved_views`. Names are unique among one person's views of a list. */
export class CreateSavedView {
  @IsIn(VIEWED_LISTS) list!: ViewedList;
  @IsString() @MinLength(1) @MaxLength(MAX_VIEW_NAME) @Matches(PLAIN_TEXT_PATTERN) name!: string;
  @IsString() @MaxLength(MAX_QUERY) @Matches(QUERY_PATTERN) query!: string;
  @IsOptional() @IsBoolean() shared?: boolean;
}

/** `PATCH /saved_views/{id}`; what is absent stays. */
export class ChangeSavedView {
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_VIEW_NAME)
  @Matches(PLAIN_TEXT_PATTERN)
  name?: string;
  @IsOptional() @IsString() @MaxLength(MAX_QUERY) @Matches(QUERY_PATTERN) query?: string;
  @IsOptional() @IsBoolean() shared?: boolean;
}
