import {
  AcknowledgedCommand,
  CommandResult,
  CommandResultAnswer,
  PendingCommand,
  PendingQuery,
} from '@coffee/device-protocol/commands';
import { InvalidArgument } from '@coffee/platform/errors';
import { Controller, Get, Post, Req } from '@nestjs/common';
import { DeviceGate } from '../devices/device-gate';
import { DeviceRoute } from '../http';
import { Answers } from '../http/answers';
import type { EdgeRequest } from '../http/edge-request';
import { TakesBody, TakesQuery } from '../http/takes-body';
import { CommandReports, toPending } from './command-reports';
import { DevicePolls } from './device-polls';

const MAX_WAIT_SECONDS = 30;

function waitOf(request: EdgeRequest): number {
  const { wait } = request.query;
  if (wait === undefined) return 0;
  if (typeof wait === 'string' && /^\d{1,2}$/.test(wait) && Number(wait) <= MAX_WAIT_SECONDS)
    return Number(wait);
  const message = `must be a whole number of seconds from 0 to ${MAX_WAIT_SECONDS}`;
  throw new InvalidArgument(`wait ${message}`, { details: { field: 'wait', message } });
}

@Controller('devices')
export class CommandsDeviceController {
  constructor(
    private readonly gate: DeviceGate,
    private readonly polls: DevicePolls,
    private readonly reports: CommandReports,
  ) {}

  /** Commands for this machine, oldest first; with `wait` the answer comes as soon as there is one. */
  @Get(':id/commands/pending')
  @DeviceRoute({ repeat: ['commands'] })
  @TakesQuery(PendingQuery)
  @Answers(PendingCommand, { array: true })
  async pending(@Req() request: EdgeRequest): Promise<PendingCommand[]> {
    const seconds = waitOf(request);
    const device = await this.gate.admitKnown(request);
    return (await this.polls.poll(request, device, seconds)).map(toPending);
  }

  /** The machine has the command. */
  @Post(':id/commands/:command_id/ack')
  @DeviceRoute()
  @Answers(AcknowledgedCommand)
  async acknowledge(@Req() request: EdgeRequest): Promise<AcknowledgedCommand> {
    const device = await this.gate.admitKnown(request);
    return this.reports.acknowledge(device, request.params.command_id ?? '');
  }

  /** What became of a command. */
  @Post(':id/command_result')
  @DeviceRoute({ repeat: ['message'] })
  @TakesBody(CommandResult)
  @Answers(CommandResultAnswer)
  async result(@Req() request: EdgeRequest): Promise<CommandResultAnswer> {
    const device = await this.gate.admitKnown(request);
    return this.reports.result(device, request.body);
  }
}
