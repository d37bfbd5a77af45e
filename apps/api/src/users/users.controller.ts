import { Message } from '@coffee/contract/auth';
import type { Page } from '@coffee/contract/paging';
import {
  CreatedUser,
  CreateUser,
  Invitation,
  Invite,
  UpdateUser,
  User,
  UserQuery,
} from '@coffee/contract/users';
import { InvitationsService, UsersReader, UsersService } from '@coffee/features/users';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { Answers, Created, CurrentActor, Describe, IfMatch, IntegerId, Needs } from '../http';

@Controller('users')
@Needs('users.manage')
export class UsersController {
  constructor(
    private readonly reader: UsersReader,
    private readonly users: UsersService,
    private readonly invitations: InvitationsService,
  ) {}

  @Get()
  @Answers(User, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: UserQuery): Promise<Page<User>> {
    return this.reader.list(actor, query);
  }

  @Post()
  @Created()
  @Describe('Without a password the answer holds a link by which the owner sets one; it is shown here alone.')
  @Answers(CreatedUser)
  create(@CurrentActor() actor: Actor, @Body() body: CreateUser): Promise<CreatedUser> {
    return this.users.create(actor, body);
  }

  @Get(':id')
  @Answers(User)
  get(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<User> {
    return this.reader.get(actor, id);
  }

  @Patch(':id')
  @Answers(User)
  update(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: UpdateUser,
    @IfMatch() version: number | undefined,
  ): Promise<User> {
    return this.users.update(actor, id, body, version);
  }

  @Post(':id/invitation')
  @Created()
  @Describe(
    'A new link to set a password, for somebody new or who forgot it; the one before is good no more. A disabled account is CONFLICT.',
  )
  @Answers(Invitation)
  invite(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() { valid_hours }: Invite,
  ): Promise<Invitation> {
    return this.invitations.invite(actor, id, valid_hours);
  }

  @Delete(':id/invitation')
  @Describe('The link is good no more. Without one nothing happens.')
  @Answers(Message)
  async withdraw(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<Message> {
    await this.invitations.withdraw(actor, id);
    return { message: 'Invitation withdrawn' };
  }
}
