import { Message } from '@coffee/contract/auth';
import { AcceptInvitation, InvitationFacts, InvitationSecret } from '@coffee/contract/users';
import { InvitationsService } from '@coffee/features/users';
import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { Answers, Describe, Public } from '../http';
import type { SessionRequest } from '../http/session';

/** What somebody does who holds a link to set a password. The secret travels in bodies alone: paths are logged. */
@Controller('invitations')
@Public()
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Post('lookup')
  @HttpCode(200)
  @Describe('Whose link it is. One that is unknown, used, withdrawn or too old is NOT_FOUND.')
  @Answers(InvitationFacts)
  lookUp(@Body() { token }: InvitationSecret): Promise<InvitationFacts> {
    return this.invitations.lookUp(token);
  }

  @Post('accept')
  @HttpCode(200)
  @Describe('Sets the password. The link is good no more, and every session of the account ends.')
  @Answers(Message)
  async accept(@Body() body: AcceptInvitation, @Req() { edge }: SessionRequest): Promise<Message> {
    await this.invitations.accept(body.token, body.password, { ip: edge.ip, requestId: edge.id });
    return { message: 'Password set' };
  }
}
