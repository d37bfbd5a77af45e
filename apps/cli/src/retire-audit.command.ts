import { TenantDb } from '@coffee/data/tenant-db';
import { AuditTrail } from '@coffee/features/audit';
import { AuditRetirements, ChainKey, KEPT_DAYS } from '@coffee/features/audit-chain';
import { SystemClock } from '@coffee/platform/clock';
import { loadConfig } from '@coffee/platform/config';
import { Command, Option } from 'nest-commander';
import { CliCommand } from './cli-command';
import { databaseName, withDatabase } from './database';
import { UsageError } from './failures';
import { operator } from './operator';
import { Terminal } from './terminal';

@Command({
  name: 'retire-audit',
  description: `Take months older than ${KEPT_DAYS} days out of the audit log, as tables of their own to be dumped and dropped`,
})
export class RetireAuditCommand extends CliCommand {
  protected readonly examples = [
    'retire-audit --before 2025-01',
    'retire-audit --before 2025-01 --yes --json',
  ];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: { before: Date; yes?: boolean; json?: boolean }): Promise<void> {
    const config = loadConfig();
    const month = options.before.toISOString().slice(0, 7);
    await this.terminal.confirm(
      `This takes all months before ${month} out of the audit log of ${databaseName(config)}. Go on?`,
      options.yes,
    );
    const retired = await withDatabase(config, (dataSource) => {
      const db = new TenantDb(dataSource);
      const retirements = new AuditRetirements(
        db,
        new ChainKey(config),
        new AuditTrail(db),
        new SystemClock(),
      );
      return retirements.retire(operator(), options.before);
    });
    const lines = retired.map(
      ({ month: taken, table, entries }) => `${taken}: ${entries} entries, now in ${table}`,
    );
    this.terminal.result(options.json, { retired }, lines.length > 0 ? lines : ['There is no such month']);
  }

  @Option({ flags: '--before <month>', required: true, description: 'the first month that stays (YYYY-MM)' })
  before(value: string): Date {
    const at = /^\d{4}-\d{2}$/.test(value) ? Date.parse(`${value}-01T00:00:00Z`) : NaN;
    if (Number.isNaN(at)) throw new UsageError('--before must be a month such as 2025-01');
    return new Date(at);
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
