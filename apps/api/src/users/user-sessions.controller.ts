import { SessionsEnded, UserSession } from '@coffee/contract/users';
import { SessionsService } from '@coffee/features/auth';
import type { Actor } from '@coffee/platform/context';
import { Controller, Delete, Get, Param, Req } from '@nestjs/common';
import { Answers, CurrentActor, Describe, IntegerId, Needs, UuidId } from '../http';
import type { SessionRequest } from '../http/session';

/** Where a user is signed in. */
@Controller('users/:id/sessions')
@Needs('users.manage')
export class UserSessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @Describe('The newest hundred, last seen first.')
  @Answers(UserSession, { array: true })
  list(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Req() request: SessionRequest,
  ): Promise<UserSession[]> {
    return this.sessions.list(actor, id, request.sessionID);
  }

  @Delete()
  @Describe(
    'Ends every session of the user but the one that asks. Open pages and live streams hear of it at once.',
  )
  @Answers(SessionsEnded)
  async endAll(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Req() request: SessionRequest,
  ): Promise<SessionsEnded> {
    const ended = await this.sessions.endAll(actor, id, request.sessionID);
    return { message: 'Sessions ended', ended };
  }

  @Delete(':session_id')
  @Describe('Ends one session. Its open pages and live streams hear of it at once.')
  @Answers(SessionsEnded)
  async end(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Param('session_id', UuidId) sessionId: string,
  ): Promise<SessionsEnded> {
    await this.sessions.end(actor, id, sessionId);
    return { message: 'Session ended', ended: 1 };
  }
}
