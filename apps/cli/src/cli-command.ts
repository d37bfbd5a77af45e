import { CommandRunner } from 'nest-commander';

type Command = Parameters<CommandRunner['setCommand']>[0];

/** What all commands share: examples under their help, and faults of usage thrown rather than ending the process with 1. */
export abstract class CliCommand extends CommandRunner {
  protected abstract readonly examples: readonly string[];

  override setCommand(command: Command): this {
    const examples = this.examples.map((example) => `  $ coffee-admin ${example}`);
    command.exitOverride().allowExcessArguments(false);
    command.addHelpText('after', ['', 'Examples:', ...examples].join('\n'));
    return super.setCommand(command);
  }
}
