import { type RollupDifference, RollupsService } from '@coffee/features/reports';
import { loadConfig } from '@coffee/platform/config';
import { Command, Option } from 'nest-commander';
import { CliCommand } from './cli-command';
import { withDatabase } from './database';
import { Terminal } from './terminal';

@Command({
  name: 'reconcile',
  description: 'Compare the day sums with the orders they stand for; 1 when they differ and are not repaired',
})
export class ReconcileCommand extends CliCommand {
  protected readonly examples = ['reconcile', 'reconcile --fix --json'];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: { fix?: boolean; json?: boolean }): Promise<void> {
    const config = loadConfig();
    const { differences, fixed } = await withDatabase(config, (dataSource) =>
      reconcile(new RollupsService(dataSource), options.fix ?? false),
    );
    const lines = differences.map(describe);
    const repaired = fixed ? 'Repaired' : 'Repair them with --fix';
    this.terminal.result(options.json, { differences: differences.map(toWire), fixed }, [
      ...lines,
      differences.length === 0
        ? 'The sums agree with the orders'
        : `${differences.length} sums differ from the orders. ${repaired}`,
    ]);
    if (differences.length > 0 && !fixed) process.exitCode = 1;
  }

  @Option({ flags: '--fix', description: 'write the sums of these days anew' })
  fix(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'answer as JSON' })
  json(): boolean {
    return true;
  }
}

function toWire({ merchantId, ...difference }: RollupDifference): object {
  return { ...difference, merchant_id: merchantId };
}

function describe({ table, merchantId, day, key, expected, found }: RollupDifference): string {
  const sums = (values: Record<string, number> | null): string =>
    values ? JSON.stringify(values) : 'nothing';
  const place = [`merchant ${merchantId}`, day, key].filter(Boolean).join(', ');
  return `${table} (${place}): the orders say ${sums(expected)}, the sums ${sums(found)}`;
}

async function reconcile(rollups: RollupsService, fix: boolean) {
  const differences = await rollups.differences();
  const fixed = fix && differences.length > 0;
  const days = fixed ? new Set(differences.map(({ day }) => day)) : [];
  for (const day of days) await rollups.rebuild(null, day, day);
  return { differences, fixed };
}
