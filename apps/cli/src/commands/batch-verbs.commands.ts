import { RetryBatch } from '@coffee/contract/command-batches';
import { BatchesService } from '@coffee/features/commands';
import { Option, SubCommand } from 'nest-commander';
import { CliCommand } from '../cli-command';
import { UsageError } from '../failures';
import { checked } from '../input';
import { operator } from '../operator';
import { Terminal } from '../terminal';
import { withCommands } from './command-session';
import { describe } from './list-batches.command';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function batchOf([id = '']: string[]): string {
  if (UUID.test(id)) return id.toLowerCase();
  throw new UsageError('Name the batch by its id');
}

@SubCommand({
  name: 'retry',
  arguments: '<batch>',
  description: 'Send the failed and expired commands of a batch again',
})
export class RetryBatchCommand extends CliCommand {
  protected readonly examples = ['commands retry 0192f0c1-7b3e-7d5a-8c4f-2f4c1a2b3c4d --device CM-0001'];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(words: string[], options: { device?: string[]; json?: boolean }): Promise<void> {
    const batchId = batchOf(words);
    const { device_ids: chosen } = checked(RetryBatch, options.device ? { device_ids: options.device } : {});
    const answer = await withCommands((app) => app.get(BatchesService).retry(operator(), batchId, chosen));
    this.terminal.result(options.json, answer, [answer.message]);
  }

  @Option({ flags: '--device <ids>', description: 'these machines alone, joined by comma' })
  device(value: string): string[] {
    return value.split(',').map((part) => part.trim());
  }

  @Option({ flags: '--json', description: 'answer as JSON' })
  json(): boolean {
    return true;
  }
}

@SubCommand({
  name: 'cancel',
  arguments: '<batch>',
  description: 'Take back what no machine of a batch has fetched yet',
})
export class CancelBatchCommand extends CliCommand {
  protected readonly examples = ['commands cancel 0192f0c1-7b3e-7d5a-8c4f-2f4c1a2b3c4d --yes'];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(words: string[], options: { yes?: boolean; json?: boolean }): Promise<void> {
    const batchId = batchOf(words);
    await this.terminal.confirm(`Cancel the batch ${batchId}?`, options.yes);
    const batch = await withCommands((app) => app.get(BatchesService).cancel(operator(), batchId));
    this.terminal.result(options.json, batch, [describe(batch)]);
  }

  @Option({ flags: '--yes', description: 'do not ask' })
  yes(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'answer as JSON' })
  json(): boolean {
    return true;
  }
}
