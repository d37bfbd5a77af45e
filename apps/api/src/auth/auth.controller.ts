import { Login, LoginAnswer, Message, PasswordChange, Session } from '@coffee/contract/auth';
import { PasswordChangeService, SignInService } from '@coffee/features/auth';
import { toUser } from '@coffee/features/users';
import type { Actor } from '@coffee/platform/context';
import { Unauthorized } from '@coffee/platform/errors';
import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Answers, AnyRole, CurrentActor, Describe, Public } from '../http';
import { SESSION_COOKIE, type SessionRequest } from '../http/session';
import { PersonSessions } from './person-sessions';

@Controller('auth')
export class AuthController {
  constructor(
    private readonly sessions: PersonSessions,
    private readonly signIns: SignInService,
    private readonly passwords: PasswordChangeService,
  ) {}

  @Post('login')
  @Describe(
    'Starts a session: a cookie, and the token that every writing request carries as X-CSRF-Token. A wrong e-mail and a wrong password are the same answer; 10 failures in 15 minutes are RATE_LIMITED.',
  )
  @Public()
  @HttpCode(200)
  @Answers(LoginAnswer)
  async login(@Body() _body: Login, @Req() request: SessionRequest): Promise<LoginAnswer> {
    const account = await this.sessions.begin(request);
    return { user: toUser(account), csrf_token: csrfOf(request), message: 'Signed in' };
  }

  @Get('me')
  @Describe('Who is signed in, and the CSRF token of the session.')
  @AnyRole()
  @Answers(Session)
  me(@Req() request: SessionRequest): Session {
    if (!request.user) throw new Unauthorized();
    return { user: toUser(request.user), csrf_token: csrfOf(request) };
  }

  @Post('logout')
  @Describe('Ends the session.')
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

  @Post('password')
  @Describe("Ends the user's other sessions. A wrong current_password is a VALIDATION_ERROR on that field.")
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
