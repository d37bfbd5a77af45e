import { EventBatch, EventBatchAnswer } from '@coffee/device-protocol/events';
import { compileValidator } from '@coffee/platform/validation';
import { Controller, Post, Req } from '@nestjs/common';
import { DeviceRoute } from '../http';
import { Answers } from '../http/answers';
import type { EdgeRequest } from '../http/edge-request';
import { TakesBody } from '../http/takes-body';
import { DeviceEvents } from './device-events';
import { DeviceGate } from './device-gate';
import { DeviceIntake, type ReportShape } from './device-intake';

const EVENTS: ReportShape<EventBatch> = {
  name: 'events',
  read: (body) => body,
  validate: compileValidator(EventBatch),
};
/** 200 events of about a hundred keys each. */
const MAX_KEYS = 40_000;

@Controller('devices')
export class EventsDeviceController {
  constructor(
    private readonly gate: DeviceGate,
    private readonly intake: DeviceIntake,
    private readonly events: DeviceEvents,
  ) {}

  /** What an offline queue flushes: up to 200 facts, in order. */
  @Post(':id/events')
  @DeviceRoute({ maxKeys: MAX_KEYS })
  @TakesBody(EventBatch)
  @Answers(EventBatchAnswer)
  async take(@Req() request: EdgeRequest): Promise<EventBatchAnswer> {
    const device = await this.gate.admitKnown(request);
    const batch = await this.intake.read(device.deviceId, EVENTS, request.body);
    return this.events.take(device, batch.events);
  }
}
