import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Max,
  Min,
  MinLength,
  ValidateNested,
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
  /** True until its owner has set a password: nobody can sign in to it before. */
  @IsBoolean() invited!: boolean;
  /** Until when the link is good by which its owner may set a password; null when there is none. */
  @IsOptional() @IsInstant() invited_until!: string | null;
  @IsOptional() @IsInstant() last_login_at!: string | null;
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
  @IsInt() version!: number;
}

const trim = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** Hours for which a link to set a password is good. */
export const INVITATION_HOURS = { default: 72, max: 24 * 30 } as const;

/** `POST /users`. Without a password the account waits for its owner, who sets one by the link in the answer. */
export class CreateUser {
  @trim @IsEmail() @MaxLength(254) email!: string;
  @trim @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) name!: string;
  @IsIn(ROLES) role!: Role;
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number | null;
  @IsOptional() @IsString() @MinLength(8) @MaxLength(128) @Matches(PLAIN_TEXT_PATTERN) password?: string;
}

/** A link that sets a password once. Only its hash is stored: this answer is the only one that holds it. */
export class Invitation {
  /** A page of the admin; the secret stands after `#`, so that no server and no log ever sees it. */
  @IsString() url!: string;
  @IsInstant() expires_at!: string;
}

/** Answer of `POST /users`. No `invitation` when a password was given. */
export class CreatedUser extends User {
  @IsOptional() @ValidateNested() @Type(() => Invitation) invitation?: Invitation;
}

/** `POST /users/{id}/invitation`: a new link; one that was made before is good no more. */
export class Invite {
  @IsOptional() @IsInt() @Min(1) @Max(INVITATION_HOURS.max) valid_hours?: number;
}

/** `POST /invitations/lookup`: what stands after `#` in the link. */
export class InvitationSecret {
  @IsString() @MaxLength(200) token!: string;
}

/** Whose link it is. `welcome`: a new account; `reset`: one whose password is forgotten. */
export class InvitationFacts {
  @IsEmail() email!: string;
  @IsString() name!: string;
  @IsIn(ROLES) role!: Role;
  /** Null: the account sees all merchants. */
  @IsOptional() @IsString() merchant_name!: string | null;
  @IsIn(['welcome', 'reset']) purpose!: 'welcome' | 'reset';
  @IsInstant() expires_at!: string;
}

/** `POST /invitations/accept`: sets the password. The link is good no more, and all sessions of the account end. */
export class AcceptInvitation {
  @IsString() @MaxLength(200) token!: string;
  @IsString() @MinLength(8) @MaxLength(128) @Matches(PLAIN_TEXT_PATTERN) password!: string;
}

/** Where somebody is signed in. */
export class UserSession {
  @IsUUID() id!: string;
  /** As it was when the session began. */
  @IsOptional() @IsString() ip!: string | null;
  @IsOptional() @IsString() user_agent!: string | null;
  @IsInstant() created_at!: string;
  /** Exact to five minutes. */
  @IsInstant() last_seen_at!: string;
  /** The session that asks. */
  @IsBoolean() current!: boolean;
}

/** Answer of the routes that end sessions. */
export class SessionsEnded {
  @IsString() message!: string;
  @IsInt() ended!: number;
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
