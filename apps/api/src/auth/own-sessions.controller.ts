import { SessionsEnded, UserSession } from '@coffee/contract/users';
import { SessionsService } from '@coffee/features/auth';
import type { Actor } from '@coffee/platform/context';
import { Unauthorized } from '@coffee/platform/errors';
import { Controller, Delete, Get, Param, Req } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor, Describe, UuidId } from '../http';
import type { SessionRequest } from '../http/session';

/** Where one is signed in oneself. */
@Controller('auth/sessions')
@AnyRole()
export class OwnSessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @Describe('Your own, the newest hundred, last seen first.')
  @Answers(UserSession, { array: true })
  list(@CurrentActor() actor: Actor, @Req() request: SessionRequest): Promise<UserSession[]> {
    return this.sessions.list(actor, idOf(actor), request.sessionID);
  }

  @Delete()
  @Describe('Ends all your sessions but this one.')
  @Answers(SessionsEnded)
  async endOthers(@CurrentActor() actor: Actor, @Req() request: SessionRequest): Promise<SessionsEnded> {
    const ended = await this.sessions.endAll(actor, idOf(actor), request.sessionID);
    return { message: 'Sessions ended', ended };
  }

  @Delete(':session_id')
  @Describe('Ends one of your sessions.')
  @Answers(SessionsEnded)
  async end(
    @CurrentActor() actor: Actor,
    @Param('session_id', UuidId) sessionId: string,
  ): Promise<SessionsEnded> {
    await this.sessions.end(actor, idOf(actor), sessionId);
    return { message: 'Session ended', ended: 1 };
  }
}

function idOf({ userId }: Actor): number {
  if (userId === null) throw new Unauthorized();
  return userId;
}
