import { Command } from 'nest-commander';
import { CliCommand } from '../cli-command';
import { UsageError } from '../failures';
import { CancelBatchCommand, RetryBatchCommand } from './batch-verbs.commands';
import { DispatchCommand } from './dispatch.command';
import { ListBatchesCommand } from './list-batches.command';

@Command({
  name: 'commands',
  description: 'Send commands to machines, and watch, repeat or cancel batches of them',
  subCommands: [DispatchCommand, ListBatchesCommand, RetryBatchCommand, CancelBatchCommand],
})
export class CommandsCommand extends CliCommand {
  protected readonly examples = ['commands dispatch --type sync --device CM-0001', 'commands list --json'];

  run(): Promise<void> {
    return Promise.reject(new UsageError('Say what to do: dispatch, list, retry or cancel'));
  }
}
