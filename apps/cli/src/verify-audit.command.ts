import type { AuditBreak, AuditVerification } from '@coffee/contract/audit';
import { loadConfig } from '@coffee/platform/config';
import { Command, Option } from 'nest-commander';
import { auditVerifier } from './audit-chain';
import { CliCommand } from './cli-command';
import { Terminal } from './terminal';

@Command({
  name: 'verify-audit',
  description:
    'Read the whole audit log and its chain of seals; 1 when something is broken, with the first broken entry',
})
export class VerifyAuditCommand extends CliCommand {
  protected readonly examples = ['verify-audit', 'verify-audit --json'];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: { json?: boolean }): Promise<void> {
    const found = await auditVerifier(loadConfig()).verify();
    this.terminal.result(options.json, found, linesOf(found));
    if (!found.ok) process.exitCode = 1;
  }

  @Option({ flags: '--json', description: 'answer as JSON' })
  json(): boolean {
    return true;
  }
}

function linesOf({ checked, retired, unsealed, broken, head, witnessed }: AuditVerification): string[] {
  return [
    broken ? faultOf(broken) : 'The log is as it was written',
    `${checked} entries are as they were sealed, ${unsealed} are not sealed yet`,
    ...(retired > 0 ? [`${retired} are in months that were taken out`] : []),
    ...(head ? [`head ${head.position} ${head.hash}`] : []),
    witnessed
      ? `seen outside the database ${witnessed.position} ${witnessed.hash}`
      : 'no head was seen outside the database',
  ];
}

function faultOf({ reason, entry_id, position }: AuditBreak): string {
  const entry = entry_id === null ? [] : [`entry ${entry_id}`];
  const place = position === null ? [] : [`place ${position} in the chain`];
  return `BROKEN: ${[reason, ...entry, ...place].join(', ')}`;
}
