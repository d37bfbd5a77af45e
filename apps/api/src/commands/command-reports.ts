import { CommandResult } from '@coffee/device-protocol/commands';
import { readCommandResult } from '@coffee/device-protocol/dialect';
import { NotFound } from '@coffee/platform/errors';
import { compileValidator } from '@coffee/platform/validation';
import { Injectable } from '@nestjs/common';
import { DeviceIntake, type ReportShape } from '../devices/device-intake';

const RESULT: ReportShape<CommandResult> = {
  name: 'command_result',
  read: readCommandResult,
  validate: compileValidator(CommandResult),
};

/** Results of commands. None was ever handed out so far, so a well-formed result names a command that does not exist. */
@Injectable()
export class CommandReports {
  constructor(private readonly intake: DeviceIntake) {}

  async result(deviceId: string, body: unknown): Promise<never> {
    const result = await this.intake.read(deviceId, RESULT, body);
    throw new NotFound(`No command ${result.command_id} for this device`);
  }
}
