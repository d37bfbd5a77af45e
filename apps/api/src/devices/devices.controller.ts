import {
  Device,
  DeviceQuery,
  DeviceSummary,
  HistoryQuery,
  LimitQuery,
  QuarantinedReport,
  StatusChange,
  TelemetryQuery,
  TelemetrySeries,
  UpdateDevice,
} from '@coffee/contract/devices';
import type { Page } from '@coffee/contract/paging';
import { DevicesReader, DevicesService } from '@coffee/features/devices';
import { DeviceSummaries } from '@coffee/features/reports';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor, DeviceId, IfMatch, Needs } from '../http';

const DEFAULT_LIMIT = 50;

@Controller('devices')
@AnyRole()
export class DevicesController {
  constructor(
    private readonly reader: DevicesReader,
    private readonly devices: DevicesService,
    private readonly summaries: DeviceSummaries,
  ) {}

  /** Machines, filtered and sorted. */
  @Get()
  @Answers(Device, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: DeviceQuery): Promise<Page<Device>> {
    return this.reader.list(actor, query);
  }

  @Get(':id')
  @Answers(Device)
  get(@CurrentActor() actor: Actor, @Param('id', DeviceId) id: string): Promise<Device> {
    return this.reader.get(actor, id);
  }

  /** Changes what people decide about a machine. */
  @Patch(':id')
  @Needs('devices.manage')
  @Answers(Device)
  update(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Body() change: UpdateDevice,
    @IfMatch() version?: number,
  ): Promise<Device> {
    return this.devices.update(actor, id, change, version);
  }

  /** A machine with its figures of today and the week. */
  @Get(':id/summary')
  @Answers(DeviceSummary)
  async summary(@CurrentActor() actor: Actor, @Param('id', DeviceId) id: string): Promise<DeviceSummary> {
    const device = await this.reader.get(actor, id);
    return this.summaries.summarise(actor, device);
  }

  /** Status changes with cause and duration, newest first. */
  @Get(':id/history')
  @Answers(StatusChange, { array: true })
  history(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Query() query: HistoryQuery,
  ): Promise<StatusChange[]> {
    return this.reader.history(actor, id, query);
  }

  /** One metric, averaged over steps of time. */
  @Get(':id/telemetry')
  @Answers(TelemetrySeries)
  telemetry(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Query() query: TelemetryQuery,
  ): Promise<TelemetrySeries> {
    return this.reader.telemetry(actor, id, query);
  }

  /** Bodies that were refused by their shape, newest first. */
  @Get(':id/quarantine')
  @Answers(QuarantinedReport, { array: true })
  quarantine(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Query() query: LimitQuery,
  ): Promise<QuarantinedReport[]> {
    return this.reader.quarantine(actor, id, query.limit ?? DEFAULT_LIMIT);
  }
}
