import { CreateEnrolmentToken } from '@coffee/contract/devices';
import { MAX_ID } from '@coffee/contract/identifiers';
import { EnrolmentModule, EnrolmentService } from '@coffee/features/enrolment';
import { loadConfig } from '@coffee/platform/config';
import { Command, Option } from 'nest-commander';
import { CliCommand } from './cli-command';
import { withFeatures } from './feature-session';
import { checked } from './input';
import { operator } from './operator';
import { durationSeconds, wholeNumber } from './option-values';
import { Terminal } from './terminal';

interface EnrolmentTokenOptions {
  merchant: number;
  uses?: number;
  ttl?: number;
  note?: string;
  json?: boolean;
}

@Command({
  name: 'create-enrolment-token',
  description: 'Make a token with which new machines register into a merchant; it is shown this once',
})
export class CreateEnrolmentTokenCommand extends CliCommand {
  protected readonly examples = [
    'create-enrolment-token --merchant 1',
    'create-enrolment-token --merchant 1 --uses 50 --ttl 30d --json',
  ];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: EnrolmentTokenOptions): Promise<void> {
    const config = loadConfig();
    const { merchant, uses, ttl, note } = options;
    const input = checked(CreateEnrolmentToken, { merchant_id: merchant, uses, ttl_seconds: ttl, note });
    const made = await withFeatures(config, [EnrolmentModule], (app) =>
      app.get(EnrolmentService).create(operator(), input),
    );
    if (!options.json) this.terminal.say(`Good for ${made.uses_left} machines until ${made.expires_at}:`);
    this.terminal.result(options.json, made, [made.token]);
  }

  @Option({ flags: '--merchant <id>', required: true, description: 'whose machines they will be' })
  merchant(value: string): number {
    return wholeNumber('--merchant', value, { min: 1, max: MAX_ID });
  }

  @Option({ flags: '--uses <number>', description: 'how many machines may use it (1)' })
  uses(value: string): number {
    return wholeNumber('--uses', value, { min: 1, max: 10_000 });
  }

  @Option({ flags: '--ttl <duration>', description: 'how long it is good: 90s, 15m, 12h, 7d (7d)' })
  ttl(value: string): number {
    return durationSeconds('--ttl', value);
  }

  @Option({ flags: '--note <text>', description: 'what it is for' })
  note(value: string): string {
    return value;
  }

  @Option({ flags: '--json', description: 'answer as JSON' })
  json(): boolean {
    return true;
  }
}
