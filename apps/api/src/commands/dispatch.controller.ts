import {
  BatchCommandsQuery,
  BatchDetail,
  BatchQuery,
  CommandBatch,
  RetryAnswer,
  RetryBatch,
} from '@coffee/contract/command-batches';
import { DispatchAnswer, DispatchCommands, DispatchPreview } from '@coffee/contract/command-dispatch';
import type { Page } from '@coffee/contract/paging';
import { BatchesService, CommandsReader, DispatchService } from '@coffee/features/commands';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Answers, AnyRole, Created, CurrentActor, IdempotencyKey, Needs } from '../http';
import { BatchId } from './batch-id';

@Controller('commands')
@AnyRole()
export class DispatchController {
  constructor(
    private readonly dispatches: DispatchService,
    private readonly batches: BatchesService,
    private readonly reader: CommandsReader,
  ) {}

  /** One command to many machines, by ids or by the filters of the devices list. */
  @Post('dispatch')
  @Created()
  @Needs('commands.send')
  @Answers(DispatchAnswer, { status: 201 })
  dispatch(
    @CurrentActor() actor: Actor,
    @Body() body: DispatchCommands,
    @IdempotencyKey() key?: string,
  ): Promise<DispatchAnswer> {
    return this.dispatches.dispatch(actor, body, key);
  }

  /** Who would get it, and who is left out for which reason. */
  @Post('dispatch/preview')
  @HttpCode(200)
  @Needs('commands.send')
  @Answers(DispatchPreview)
  preview(@CurrentActor() actor: Actor, @Body() body: DispatchCommands): Promise<DispatchPreview> {
    return this.dispatches.preview(actor, body);
  }

  @Get('batches')
  @Answers(CommandBatch, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: BatchQuery): Promise<Page<CommandBatch>> {
    return this.reader.batches(actor, query);
  }

  /** A batch with a page of its commands and its failures by reason. */
  @Get('batches/:id')
  @Answers(BatchDetail)
  get(
    @CurrentActor() actor: Actor,
    @Param('id', BatchId) id: string,
    @Query() query: BatchCommandsQuery,
  ): Promise<BatchDetail> {
    return this.reader.batchDetail(actor, id, query);
  }

  /** Failed and expired commands again, all or those of some machines. */
  @Post('batches/:id/retry')
  @HttpCode(200)
  @Needs('commands.send')
  @Answers(RetryAnswer)
  retry(
    @CurrentActor() actor: Actor,
    @Param('id', BatchId) id: string,
    @Body() body: RetryBatch,
    @IdempotencyKey() key?: string,
  ): Promise<RetryAnswer> {
    return this.batches.retry(actor, id, body.device_ids, key);
  }

  /** No machine fetches anything more of it. */
  @Post('batches/:id/pause')
  @HttpCode(200)
  @Needs('commands.send')
  @Answers(CommandBatch)
  pause(@CurrentActor() actor: Actor, @Param('id', BatchId) id: string): Promise<CommandBatch> {
    return this.batches.pause(actor, id);
  }

  @Post('batches/:id/resume')
  @HttpCode(200)
  @Needs('commands.send')
  @Answers(CommandBatch)
  resume(@CurrentActor() actor: Actor, @Param('id', BatchId) id: string): Promise<CommandBatch> {
    return this.batches.resume(actor, id);
  }

  /** Takes back what no machine has yet. */
  @Post('batches/:id/cancel')
  @HttpCode(200)
  @Needs('commands.send')
  @Answers(CommandBatch)
  cancel(@CurrentActor() actor: Actor, @Param('id', BatchId) id: string): Promise<CommandBatch> {
    return this.batches.cancel(actor, id);
  }
}
