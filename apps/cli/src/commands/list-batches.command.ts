import type { CommandBatch } from '@coffee/contract/command-batches';
import { CommandsReader } from '@coffee/features/commands';
import { Option, SubCommand } from 'nest-commander';
import { CliCommand } from '../cli-command';
import { operator } from '../operator';
import { wholeNumber } from '../option-values';
import { Terminal } from '../terminal';
import { withCommands } from './command-session';

@SubCommand({ name: 'list', description: 'Show the newest batches with their counters' })
export class ListBatchesCommand extends CliCommand {
  protected readonly examples = ['commands list', 'commands list --limit 5 --json'];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: { limit?: number; json?: boolean }): Promise<void> {
    const query = { page_size: options.limit ?? 20 };
    const { items } = await withCommands((app) => app.get(CommandsReader).batches(operator(), query));
    this.terminal.result(options.json, items, items.length === 0 ? ['No batches'] : items.map(describe));
  }

  @Option({ flags: '--limit <number>', description: 'how many (20)' })
  limit(value: string): number {
    return wholeNumber('--limit', value, { min: 1, max: 200 });
  }

  @Option({ flags: '--json', description: 'answer as JSON' })
  json(): boolean {
    return true;
  }
}

export function describe(batch: CommandBatch): string {
  const { total, ...stats } = batch.stats;
  const counted = Object.entries(stats).filter(([, count]) => (count as number) > 0);
  const parts = counted.map(([state, count]) => `${String(count)} ${state}`);
  return `${batch.batch_id}  ${batch.created_at}  ${batch.command_type}  ${batch.status}  ${total}: ${parts.join(', ')}`;
}
