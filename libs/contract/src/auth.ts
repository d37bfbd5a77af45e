import { Type } from 'class-transformer';
import { IsEmail, IsString, Matches, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { PLAIN_TEXT_PATTERN } from './identifiers';
import { User } from './users';

/** Passwords: at least 8 characters, at most 128. */
export const PASSWORD_MIN_LENGTH = 8;
export const PASSWORD_MAX_LENGTH = 128;

/** `POST /auth/login`. */
export class Login {
  @IsEmail() @MaxLength(254) email!: string;
  @IsString() @MinLength(1) @MaxLength(PASSWORD_MAX_LENGTH) password!: string;
}

/** Answer of `GET /auth/me`: who is signed in, and the token that every writing request must carry. */
export class Session {
  @ValidateNested() @Type(() => User) user!: User;
  @IsString() csrf_token!: string;
}

/** Answer of `POST /auth/login`. */
export class LoginAnswer extends Session {
  @IsString() message!: string;
}

/** `POST /auth/password`: ends the user's other sessions. */
export class PasswordChange {
  @IsString() @MinLength(1) @MaxLength(PASSWORD_MAX_LENGTH) current_password!: string;
  @IsString()
  @MinLength(PASSWORD_MIN_LENGTH)
  @MaxLength(PASSWORD_MAX_LENGTH)
  @Matches(PLAIN_TEXT_PATTERN)
  new_password!: string;
}

/** An answer that only says what was done. */
export class Message {
  @IsString() message!: string;
}
