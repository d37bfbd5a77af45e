import { migrate } from '@coffee/data/migrate';
import { loadConfig } from '@coffee/platform/config';
import { Command, Option } from 'nest-commander';
import { CliCommand } from './cli-command';
import { createMissingDatabase, databaseName, withDatabase } from './database';
import { operator } from './operator';
import { Terminal } from './terminal';

@Command({
  name: 'init-db',
  description: 'Make the database where it is missing and bring its schema up to date',
})
export class InitDbCommand extends CliCommand {
  protected readonly examples = ['init-db', 'init-db --json'];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: { json?: boolean }): Promise<void> {
    const config = loadConfig();
    const created = await createMissingDatabase(config);
    const name = databaseName(config);
    const who = { name: operator().name, database: name };
    const migrations = await withDatabase(config, (dataSource) => migrate(dataSource, who));
    this.terminal.result(options.json, { database: name, created, migrations }, [
      `${created ? 'Made' : 'Found'} the database ${name}`,
      migrations.length === 0 ? 'The schema is up to date' : `Applied ${migrations.join(', ')}`,
    ]);
  }

  @Option({ flags: '--json', description: 'answer as JSON' })
  json(): boolean {
    return true;
  }
}
