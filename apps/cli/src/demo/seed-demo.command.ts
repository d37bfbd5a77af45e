import { type Config, loadConfig } from '@coffee/platform/config';
import { Command, Option } from 'nest-commander';
import { CliCommand } from '../cli-command';
import { databaseName, withDatabase } from '../database';
import { CommandFailed } from '../failures';
import { wholeNumber } from '../option-values';
import { Terminal } from '../terminal';
import { DEMO_USERS } from './demo-people';
import { type DemoResult, isEmpty, presentRows, seedDemo } from './demo-seeder';

interface SeedDemoOptions {
  devices: number;
  days: number;
  seed: number;
  ifEmpty?: boolean;
  yes?: boolean;
  json?: boolean;
}

@Command({
  name: 'seed-demo',
  description: 'Fill the database with merchants, machines, people and their history; never in production',
})
export class SeedDemoCommand extends CliCommand {
  protected readonly examples = ['seed-demo --if-empty', 'seed-demo --devices 500 --days 14 --yes'];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: SeedDemoOptions): Promise<void> {
    const config = loadConfig();
    const result = await this.seed(config, options);
    if (result === null) return;
    const logins = DEMO_USERS.map(({ email, password }) => `  ${email} / ${password}`);
    this.terminal.result(options.json, { ...result, logins: DEMO_USERS.map(({ email }) => email) }, [
      `Made ${result.devices} machines with ${result.orders} orders of ${result.days} days. Sign in as:`,
      ...logins,
    ]);
  }

  private seed(config: Config, options: SeedDemoOptions): Promise<DemoResult | null> {
    return withDatabase(config, async (dataSource) => {
      const present = await presentRows(dataSource);
      if (!isEmpty(present) && options.ifEmpty) return null;
      refuseInProduction(config);
      if (!isEmpty(present)) {
        await this.terminal.confirm(
          `This deletes all of ${databaseName(config)} but the audit trail: ${present.users} users, ` +
            `${present.merchants} merchants, ${present.devices} machines, ${present.orders} orders.`,
          options.yes,
        );
      }
      const { devices, days, seed, ifEmpty = false } = options;
      return seedDemo(dataSource, { devices, days, seed }, { onlyIfEmpty: ifEmpty });
    });
  }

  @Option({ flags: '--devices <number>', defaultValue: 20, description: 'machines, CM-0001 and so on' })
  devices(value: string): number {
    return wholeNumber('--devices', value, { min: 1, max: 20_000 });
  }

  @Option({ flags: '--days <number>', defaultValue: 30, description: 'of history' })
  days(value: string): number {
    return wholeNumber('--days', value, { min: 0, max: 365 });
  }

  @Option({ flags: '--seed <number>', defaultValue: 1, description: 'the same seed makes the same demo' })
  seedNumber(value: string): number {
    return wholeNumber('--seed', value, { min: 0, max: 2_147_483_647 });
  }

  @Option({ flags: '--if-empty', description: 'do nothing where users, merchants or machines exist already' })
  ifEmpty(): boolean {
    return true;
  }

  @Option({ flags: '--yes', description: 'do not ask before everything else is deleted' })
  yes(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'answer as JSON' })
  json(): boolean {
    return true;
  }
}

function refuseInProduction(config: Config): void {
  if (config.isProduction) {
    throw new CommandFailed("The demo's passwords are published: it is refused with NODE_ENV=production");
  }
}
