import { DeviceAuditPage, DeviceAuditQuery } from '@coffee/contract/audit';
import { DeviceAuditReader } from '@coffee/features/audit';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { Answers, CurrentActor, DeviceId, Needs } from '../http';

@Controller('devices')
@Needs('audit.read')
export class DeviceAuditController {
  constructor(private readonly reader: DeviceAuditReader) {}

  /** What was done to the machine, to its bins and by batches of commands to it, newest first. */
  @Get(':id/audit')
  @Answers(DeviceAuditPage)
  list(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) deviceId: string,
    @Query() query: DeviceAuditQuery,
  ): Promise<DeviceAuditPage> {
    return this.reader.list(actor, deviceId, query);
  }
}
