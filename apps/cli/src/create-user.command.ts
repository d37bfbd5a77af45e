import { MAX_ID } from '@coffee/contract/identifiers';
import { ROLES, type Role } from '@coffee/contract/permissions';
import { CreateUser, type User } from '@coffee/contract/users';
import { EmailTaken, UsersModule, UsersService } from '@coffee/features/users';
import { loadConfig } from '@coffee/platform/config';
import { LiveModule } from '@coffee/platform/live';
import { Command, Option } from 'nest-commander';
import { CliCommand } from './cli-command';
import { withFeatures } from './feature-session';
import { checked } from './input';
import { operator } from './operator';
import { oneOf, wholeNumber } from './option-values';
import { Terminal } from './terminal';

interface CreateUserOptions {
  email: string;
  name?: string;
  role: Role;
  merchant?: number;
  password?: string;
  passwordStdin?: boolean;
  ifMissing?: boolean;
  json?: boolean;
}

@Command({ name: 'create-user', description: 'Make an account' })
export class CreateUserCommand extends CliCommand {
  protected readonly examples = [
    'create-user --email ann@example.com --name Ann --role admin --password-stdin < password.txt',
    'create-user --email shop@example.com --role ops --merchant 2 --json',
  ];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: CreateUserOptions): Promise<void> {
    const config = loadConfig();
    const password = await this.terminal.password(options.password, options.passwordStdin);
    const { email, role, merchant, name = email.split('@')[0] } = options;
    const input = checked(CreateUser, { email, role, name, password, merchant_id: merchant ?? null });
    const user = await withFeatures(config, [LiveModule, UsersModule], (app) =>
      app
        .get(UsersService)
        .create(operator(), input)
        .catch((error: unknown) => this.orExisting(error, options.ifMissing)),
    );
    if (user) this.terminal.result(options.json, user, [`Made ${user.role} ${user.email} (id ${user.id})`]);
    else this.terminal.result(options.json, { email, existed: true }, [`${email} exists already`]);
  }

  private orExisting(error: unknown, ifMissing: boolean | undefined): User | null {
    if (ifMissing && error instanceof EmailTaken) return null;
    throw error;
  }

  @Option({ flags: '--email <address>', required: true, description: 'the name to sign in with' })
  email(value: string): string {
    return value;
  }

  @Option({ flags: '--name <name>', description: 'shown to people; by default the first part of the e-mail' })
  name(value: string): string {
    return value;
  }

  @Option({ flags: '--role <role>', defaultValue: 'viewer', description: `one of ${ROLES.join(', ')}` })
  role(value: string): Role {
    return oneOf('--role', value, ROLES);
  }

  @Option({ flags: '--merchant <id>', description: 'binds the account to one merchant' })
  merchant(value: string): number {
    return wholeNumber('--merchant', value, { min: 1, max: MAX_ID });
  }

  @Option({
    flags: '--password <password>',
    description: 'seen by other users of this machine; - reads standard input',
  })
  password(value: string): string {
    return value;
  }

  @Option({
    flags: '--password-stdin',
    description: 'read the password from the first line of standard input',
  })
  passwordStdin(): boolean {
    return true;
  }

  @Option({ flags: '--if-missing', description: 'an account that exists already is fine and stays as it is' })
  ifMissing(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'answer as JSON' })
  json(): boolean {
    return true;
  }
}
