import {
  type AcknowledgedCommand,
  CommandResult,
  type CommandResultAnswer,
  type PendingCommand,
  RESULT_RECORDED,
} from '@coffee/device-protocol/commands';
import { readCommandResult } from '@coffee/device-protocol/dialect';
import { CommandDelivery, CommandNotFound, type HandedOut } from '@coffee/features/commands';
import type { KnownDevice } from '@coffee/features/devices';
import { compileValidator } from '@coffee/platform/validation';
import { Injectable } from '@nestjs/common';
import { DeviceIntake, type ReportShape } from '../devices/device-intake';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const RESULT: ReportShape<CommandResult> = {
  name: 'command_result',
  read: readCommandResult,
  validate: compileValidator(CommandResult),
};

export function toPending(command: HandedOut): PendingCommand {
  return {
    command_id: command.command_id,
    type: command.type,
    payload: command.payload,
    issued_at: command.created_at.toISOString(),
    expires_at: command.expires_at.toISOString(),
    attempts: command.attempts,
    max_attempts: command.max_attempts,
  };
}

/** What a machine says of its commands, by its own routes or out of an offline queue. */
@Injectable()
export class CommandReports {
  constructor(
    private readonly intake: DeviceIntake,
    private readonly delivery: CommandDelivery,
  ) {}

  async acknowledge(device: KnownDevice, commandId: string): Promise<AcknowledgedCommand> {
    if (!UUID.test(commandId)) throw new CommandNotFound(commandId);
    const { command_id, type, status, payload } = await this.delivery.acknowledge(device, commandId);
    return { command_id, type, status, payload };
  }

  async result(device: KnownDevice, body: unknown): Promise<CommandResultAnswer> {
    const report = await this.intake.read(device.deviceId, RESULT, body);
    await this.delivery.result(device, {
      commandId: report.command_id,
      status: report.status,
      result: report.result_payload ?? null,
      error: report.error_message ?? null,
    });
    return { message: RESULT_RECORDED };
  }
}
