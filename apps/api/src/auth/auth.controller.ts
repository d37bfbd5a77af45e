import { Login, LoginAnswer, Message, PasswordChange, Session } from '@coffee/contract/auth';
import { PasswordChangeService, SignInService } from '@coffee/features/auth';
import { toUser } from '@coffee/features/users';
import type { Actor } from '@coffee/platform/context';
import { Unauthorized } from '@coffee/platform/errors';
import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Answers, AnyRole, CurrentActor, Public } from '../http';
import { SESSION_COOKIE, type SessionRequest } from '../http/session';
import { PersonSessions } from './person-sessions';

@Controller('auth')
export class AuthController {
  constructor(
    private readonly sessions: PersonSessions,
    private readonly signIns: SignInService,
    private readonly passwords: PasswordChangeService,
  ) {}

  /** Starts a session: a cookie, and the token that every writing request carries as `X-CSRF-Token`. */
  @Post('login')
  @Public()
  @HttpCode(200)
  @Answers(LoginAnswer)
  async login(@Body() _body: Login, @Req() request: SessionRequest): Promise<LoginAnswer> {
    const account = await this.sessions.begin(request);
    return { user: toUser(account), csrf_token: csrfOf(request), message: 'Signed in' };
  }

  /** Who is signed in. */
  @Get('me')
  @AnyRole()
  @Answers(Session)
  me(@Req() request: SessionRequest): Session {
    if (!request.user) throw new Unauthorized();
    return { user: toUser(request.user), csrf_token: csrfOf(request) };
  }

  @Post('logout')
  @AnyRole()
  @HttpCode(200)
  @Answers(Message)
  async logout(
    @Req() request: SessionRequest,
    @Res({ passthrough: true }) response: Response,
    @CurrentActor() actor: Actor,
  ): Promise<Message> {
    await this.sessions.end(request);
    response.clearCookie(SESSION_COOKIE, { path: '/' });
    await this.signIns.signedOut(actor);
    return { message: 'Signed out' };
  }

  /** Ends the user's other sessions. A wrong `current_password` is a VALIDATION_ERROR on that field. */
  @Post('password')
  @AnyRole()
  @HttpCode(200)
  @Answers(Message)
  async changePassword(
    @Body() body: PasswordChange,
    @Req() request: SessionRequest,
    @CurrentActor() actor: Actor,
  ): Promise<Message> {
    await this.passwords.change(actor, body, request.sessionID);
    return { message: 'Password changed' };
  }
}

function csrfOf(request: SessionRequest): string {
  return request.session.csrfToken ?? '';
}
