import { OrderExportQuery } from '@coffee/contract/orders';
import { TaskStarted } from '@coffee/contract/tasks';
import { OrderExports } from '@coffee/features/orders';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, HttpCode, Query } from '@nestjs/common';
import { Answers, CurrentActor, IdempotencyKey, Needs } from '../http';

/** Stands before `GET /orders/{id}`, which would take `export` for an order. */
@Controller('orders')
export class OrderExportController {
  constructor(private readonly exports: OrderExports) {}

  /** Begins to write all orders that match into a file, behind the scenes: watch the task, then fetch its file. */
  @Get('export')
  @HttpCode(202)
  @Needs('orders.export')
  @Answers(TaskStarted, { status: 202 })
  export(
    @CurrentActor() actor: Actor,
    @Query() query: OrderExportQuery,
    @IdempotencyKey() key?: string,
  ): Promise<TaskStarted> {
    return this.exports.start(actor, query, key);
  }
}
