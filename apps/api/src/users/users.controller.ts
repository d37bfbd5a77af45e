import type { Page } from '@coffee/contract/paging';
import { CreateUser, UpdateUser, User, UserQuery } from '@coffee/contract/users';
import { UsersReader, UsersService } from '@coffee/features/users';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { Answers, Created, CurrentActor, IfMatch, IntegerId, Roles } from '../http';

@Controller('users')
@Roles('admin')
export class UsersController {
  constructor(
    private readonly reader: UsersReader,
    private readonly users: UsersService,
  ) {}

  @Get()
  @Answers(User, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: UserQuery): Promise<Page<User>> {
    return this.reader.list(actor, query);
  }

  @Post()
  @Created()
  @Answers(User)
  create(@CurrentActor() actor: Actor, @Body() body: CreateUser): Promise<User> {
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
}
