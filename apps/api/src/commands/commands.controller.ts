import { Command, CommandQuery, CreateCommand, SyncStateAnswer } from '@coffee/contract/commands';
import { CommandsReader, CommandsService } from '@coffee/features/commands';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Answers, AnyRole, Created, CurrentActor, DeviceId, IdempotencyKey, Needs } from '../http';

/** Commands of one machine, as people send and read them. */
@Controller('devices')
@AnyRole()
export class CommandsController {
  constructor(
    private readonly commands: CommandsService,
    private readonly reader: CommandsReader,
  ) {}

  /** Queues a command; one that the machine's model does not support ends `unsupported` at once. */
  @Post(':id/commands')
  @Created()
  @Needs('commands.send')
  @Answers(Command, { status: 201 })
  create(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Body() body: CreateCommand,
    @IdempotencyKey() key?: string,
  ): Promise<Command> {
    return this.commands.create(actor, id, body, key);
  }

  /** Newest first. */
  @Get(':id/commands')
  @Answers(Command, { array: true })
  list(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Query() query: CommandQuery,
  ): Promise<Command[]> {
    return this.reader.ofDevice(actor, id, query);
  }

  /** Asks the machine to tell its state and its bins. */
  @Post(':id/sync_state')
  @Created()
  @Needs('commands.send')
  @Answers(SyncStateAnswer, { status: 201 })
  async sync(@CurrentActor() actor: Actor, @Param('id', DeviceId) id: string): Promise<SyncStateAnswer> {
    const command = await this.commands.create(actor, id, { type: 'sync' });
    return { message: 'Sync requested', command };
  }
}
