import { Command, Option } from 'nest-commander';
import { CliCommand } from './cli-command';
import { runProgram } from './program';

@Command({
  name: 'simulate',
  description: 'Run a fleet of simulated machines against a server, until it is stopped',
})
export class SimulateCommand extends CliCommand {
  protected readonly examples = [
    'simulate --devices 20 --speed 10',
    'simulate --url http://localhost:5000 --devices 500 --seed 7 --duration 600',
  ];

  /** The simulator knows its own limits and says what is wrong, with the same exit codes. */
  run(_arguments: string[], options: Record<string, string>): Promise<void> {
    const passed = Object.entries(options).flatMap(([name, value]) => [
      `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      value,
    ]);
    return runProgram({ entry: 'tools/simulator/main.js', arguments: passed });
  }

  @Option({ flags: '--url <url>', description: 'of the server (http://localhost:5000)' })
  url(value: string): string {
    return value;
  }

  @Option({ flags: '--devices <number>', description: 'machines (20)' })
  devices(value: string): string {
    return value;
  }

  @Option({ flags: '--speed <factor>', description: 'times faster than life (1)' })
  speed(value: string): string {
    return value;
  }

  @Option({ flags: '--seed <number>', description: 'the same seed, the same fleet (1)' })
  seed(value: string): string {
    return value;
  }

  @Option({ flags: '--state <folder>', description: 'of queues, tokens and stock (.state/simulator)' })
  state(value: string): string {
    return value;
  }

  @Option({ flags: '--prefix <text>', description: "of the machines' ids (CM-)" })
  prefix(value: string): string {
    return value;
  }

  @Option({ flags: '--command-trouble <share>', description: 'of commands that go wrong (0.06)' })
  commandTrouble(value: string): string {
    return value;
  }

  @Option({ flags: '--duration <seconds>', description: 'stop after so long' })
  duration(value: string): string {
    return value;
  }

  @Option({
    flags: '--enrolment-token <token>',
    description: 'lets new machines in where tokens are asked for',
  })
  enrolmentToken(value: string): string {
    return value;
  }

  @Option({
    flags: '--rate <events>',
    description: 'events a second over the fleet, without rhythm and mishaps',
  })
  rate(value: string): string {
    return value;
  }
}
