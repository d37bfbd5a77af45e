import { COMMAND_TYPES, type CommandType } from '@coffee/contract/command-payloads';
import { DispatchCommands } from '@coffee/contract/command-dispatch';
import { DispatchService } from '@coffee/features/commands';
import { Option, SubCommand } from 'nest-commander';
import { CliCommand } from '../cli-command';
import { UsageError } from '../failures';
import { checked } from '../input';
import { operator } from '../operator';
import { durationSeconds, oneOf, wholeNumber } from '../option-values';
import { Terminal } from '../terminal';
import { withCommands } from './command-session';

interface DispatchOptions {
  type: CommandType;
  device?: string[];
  tag?: string[];
  model?: string[];
  merchant?: number;
  payload?: Record<string, unknown>;
  ttl?: number;
  note?: string;
  json?: boolean;
}

@SubCommand({ name: 'dispatch', description: 'Send one command to many machines' })
export class DispatchCommand extends CliCommand {
  protected readonly examples = [
    'commands dispatch --type sync --device CM-0001,CM-0002',
    `commands dispatch --type restart --tag lobby --payload '{"reason": "update"}' --json`,
  ];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: DispatchOptions): Promise<void> {
    const { device, tag, model, merchant, payload, ttl, note } = options;
    const filter = {
      ...(tag && { tag }),
      ...(model && { model }),
      ...(merchant && { merchant_id: merchant }),
    };
    const isFiltered = Object.keys(filter).length > 0;
    if ((device !== undefined) === isFiltered) {
      throw new UsageError('Name the machines: either --device, or --tag, --model and --merchant');
    }
    const input = checked(DispatchCommands, {
      ...(device ? { device_ids: device } : { filter }),
      command_type: options.type,
      ...(payload && { payload }),
      ...(ttl && { ttl_seconds: ttl }),
      ...(note && { note }),
    });
    const answer = await withCommands((app) => app.get(DispatchService).dispatch(operator(), input));
    this.terminal.result(options.json, answer, [
      `${answer.message}, batch ${answer.batch_id}`,
      ...answer.skipped.map(({ device_id, reason }) => `skipped ${device_id}: ${reason}`),
    ]);
  }

  @Option({ flags: '--type <type>', required: true, description: COMMAND_TYPES.join(', ') })
  type(value: string): CommandType {
    return oneOf('--type', value, COMMAND_TYPES);
  }

  @Option({ flags: '--device <ids>', description: 'machines by id, joined by comma' })
  device(value: string): string[] {
    return listOf(value);
  }

  @Option({ flags: '--tag <tags>', description: 'machines with one of these tags' })
  tag(value: string): string[] {
    return listOf(value);
  }

  @Option({ flags: '--model <models>', description: 'machines of one of these models' })
  model(value: string): string[] {
    return listOf(value);
  }

  @Option({ flags: '--merchant <id>', description: 'machines of this merchant' })
  merchant(value: string): number {
    return wholeNumber('--merchant', value, { min: 1, max: 2_147_483_647 });
  }

  @Option({ flags: '--payload <json>', description: 'what the command needs, as a JSON object' })
  payload(value: string): Record<string, unknown> {
    try {
      const payload: unknown = JSON.parse(value);
      if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) {
        return payload as Record<string, unknown>;
      }
    } catch {
      // Said below, as for any other text that is no object.
    }
    throw new UsageError('--payload must be a JSON object');
  }

  @Option({
    flags: '--ttl <duration>',
    description: 'until when machines may fetch it: 90s, 15m, 12h, 7d (7d)',
  })
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

function listOf(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
