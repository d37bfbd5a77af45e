import { type MigrationState, type Operator, migrate, migrationStates, revert } from '@coffee/data/migrate';
import { type Config, loadConfig } from '@coffee/platform/config';
import { Command, Option } from 'nest-commander';
import { CliCommand } from './cli-command';
import { databaseName, withDatabase } from './database';
import { CommandFailed, UsageError } from './failures';
import { operator } from './operator';
import { Terminal } from './terminal';

interface MigrateOptions {
  status?: boolean;
  revert?: boolean;
  yes?: boolean;
  json?: boolean;
}

@Command({
  name: 'migrate',
  description: 'Bring the schema up to date, show where it stands, or take a step back',
})
export class MigrateCommand extends CliCommand {
  protected readonly examples = ['migrate', 'migrate --status --json', 'migrate --revert --yes'];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: MigrateOptions): Promise<void> {
    if (options.status && options.revert) throw new UsageError('Choose either --status or --revert');
    const config = loadConfig();
    if (options.status) return this.showStatus(config, options);
    if (options.revert) return this.takeBack(config, options);
    const applied = await withDatabase(config, (dataSource) => migrate(dataSource, operatorOf(config)));
    this.terminal.result(options.json, { applied }, [
      applied.length === 0 ? 'The schema is up to date' : `Applied ${applied.join(', ')}`,
    ]);
  }

  private async showStatus(config: Config, options: MigrateOptions): Promise<void> {
    const migrations = await withDatabase(config, migrationStates);
    this.terminal.result(
      options.json,
      { migrations, pending: migrations.filter(({ applied }) => !applied).length },
      migrations.map(({ name, applied }) => `${applied ? 'applied' : 'pending'}  ${name}`),
    );
  }

  private async takeBack(config: Config, options: MigrateOptions): Promise<void> {
    const newest = await this.newest(config);
    await this.terminal.confirm(
      `This takes back ${newest.name} in ${databaseName(config)}, with the data that came after it.`,
      options.yes,
    );
    await withDatabase(config, (dataSource) => revert(dataSource, operatorOf(config)));
    this.terminal.result(options.json, { reverted: newest.name }, [`Took back ${newest.name}`]);
  }

  private async newest(config: Config): Promise<MigrationState> {
    const migrations = await withDatabase(config, migrationStates);
    const newest = migrations.findLast(({ applied }) => applied);
    if (!newest) throw new CommandFailed('There is no migration to take back');
    return newest;
  }

  @Option({ flags: '--status', description: 'only show which migrations the database has' })
  status(): boolean {
    return true;
  }

  @Option({ flags: '--revert', description: 'take back the newest migration' })
  revert(): boolean {
    return true;
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

const operatorOf = (config: Config): Operator => ({ name: operator().name, database: databaseName(config) });
