import { Transform } from 'class-transformer';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  Max,
  Min,
  MinLength,
} from 'class-validator';
import { MAX_ID, PLAIN_TEXT_PATTERN } from './identifiers';
import { CommaList, PageQuery, QueryFlag } from './paging';
import { ROLES, type Role } from './permissions';
import { IsInstant } from './times';

/** A person with an account. With `merchant_id` the account sees that merchant alone, without one it sees all. */
export class User {
  @IsInt() id!: number;
  @IsEmail() email!: string;
  @IsString() name!: string;
  @IsIn(ROLES) role!: Role;
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsBoolean() active!: boolean;
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
  @IsInt() version!: number;
}

const trim = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** `POST /users`. */
export class CreateUser {
  @trim @IsEmail() @MaxLength(254) email!: string;
  @trim @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) name!: string;
  @IsIn(ROLES) role!: Role;
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number | null;
  @IsString() @MinLength(8) @MaxLength(128) @Matches(PLAIN_TEXT_PATTERN) password!: string;
}

/** `PATCH /users/{id}`: what is absent stays. */
export class UpdateUser {
  @IsOptional() @trim @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) name?: string;
  @IsOptional() @IsIn(ROLES) role?: Role;
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number | null;
  @IsOptional() @IsBoolean() active?: boolean;
  @IsOptional() @IsString() @MinLength(8) @MaxLength(128) @Matches(PLAIN_TEXT_PATTERN) password?: string;
}

/** Sorts of `GET /users`. */
export const USER_SORTS = ['email', 'name', 'created_at'] as const;

/** `GET /users`. */
export class UserQuery extends PageQuery {
  @IsOptional() @IsString() @MaxLength(100) query?: string;
  @IsOptional() @CommaList() @IsIn(ROLES, { each: true }) role?: Role[];
  @IsOptional() @QueryFlag() @IsBoolean() active?: boolean;
}
