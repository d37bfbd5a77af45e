import { CommandSweep } from '@coffee/features/commands';
import { IdempotencyKeys } from '@coffee/features/idempotency';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class CommandsSchedule {
  constructor(
    private readonly commands: CommandSweep,
    private readonly keys: IdempotencyKeys,
  ) {}

  @Every({ name: 'sweep-commands', seconds: 5 })
  async sweep(): Promise<void> {
    await this.commands.sweep();
  }

  @Every({ name: 'purge-idempotency-keys', seconds: 3600 })
  async purge(): Promise<void> {
    await this.keys.purge();
  }
}
