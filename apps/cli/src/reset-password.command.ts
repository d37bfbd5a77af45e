import { UpdateUser } from '@coffee/contract/users';
import { UsersModule, UsersService } from '@coffee/features/users';
import { loadConfig } from '@coffee/platform/config';
import { LiveModule } from '@coffee/platform/live';
import { Command, Option } from 'nest-commander';
import { CliCommand } from './cli-command';
import { withFeatures } from './feature-session';
import { checked } from './input';
import { operator } from './operator';
import { Terminal } from './terminal';

interface ResetPasswordOptions {
  email: string;
  password?: string;
  passwordStdin?: boolean;
  json?: boolean;
}

@Command({ name: 'reset-password', description: 'Give an account a new password and end its sessions' })
export class ResetPasswordCommand extends CliCommand {
  protected readonly examples = [
    'reset-password --email ann@example.com',
    'reset-password --email ann@example.com --password-stdin < password.txt',
  ];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: ResetPasswordOptions): Promise<void> {
    const config = loadConfig();
    const given = await this.terminal.password(options.password, options.passwordStdin);
    const { password } = checked(UpdateUser, { password: given });
    const user = await withFeatures(config, [LiveModule, UsersModule], (app) =>
      app.get(UsersService).resetPassword(operator(), options.email, password ?? ''),
    );
    this.terminal.result(options.json, user, [`${user.email} has a new password; its sessions are ended`]);
  }

  @Option({ flags: '--email <address>', required: true, description: 'whose password' })
  email(value: string): string {
    return value;
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

  @Option({ flags: '--json', description: 'answer as JSON' })
  json(): boolean {
    return true;
  }
}
