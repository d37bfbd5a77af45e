import {
  AvailabilityExportQuery,
  DeviceAvailability,
  DeviceAvailabilityQuery,
} from '@coffee/contract/availability';
import { TaskStarted } from '@coffee/contract/tasks';
import { AvailabilityExports, SellableTimeReader } from '@coffee/features/availability';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, HttpCode, Param, Query } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor, DeviceId, IdempotencyKey, Needs } from '../http';

@Controller()
export class AvailabilityController {
  constructor(
    private readonly reader: SellableTimeReader,
    private readonly exports: AvailabilityExports,
  ) {}

  /** One machine's opening time by day, and to what it was lost. Days are days of its merchant's zone. */
  @Get('devices/:id/availability')
  @AnyRole()
  @Answers(DeviceAvailability)
  ofDevice(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Query() query: DeviceAvailabilityQuery,
  ): Promise<DeviceAvailability> {
    return this.reader.ofDevice(actor, id, query.days);
  }

  /** Begins to write a line per machine and day into a CSV, behind the scenes: watch the task, then fetch its file. */
  @Get('availability/export')
  @Needs('availability.export')
  @HttpCode(202)
  @Answers(TaskStarted, { status: 202 })
  export(
    @CurrentActor() actor: Actor,
    @Query() query: AvailabilityExportQuery,
    @IdempotencyKey() key?: string,
  ): Promise<TaskStarted> {
    return this.exports.start(actor, query, key);
  }
}
