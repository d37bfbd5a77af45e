import { Command, Option } from 'nest-commander';
import { CliCommand } from './cli-command';
import { oneOf } from './option-values';
import { runServer } from './program';

const WORKER = 'apps/worker/main.js';

@Command({ name: 'run-web', description: 'Run the API, which serves the admin too, in the foreground' })
export class RunWebCommand extends CliCommand {
  protected readonly examples = [
    'run-web',
    'run-web   # PORT, WEB_CONCURRENCY and the rest from the environment',
  ];

  run(): Promise<void> {
    return runServer({ entry: 'apps/api/main.js' });
  }
}

@Command({ name: 'run-worker', description: 'Run a worker in the foreground' })
export class RunWorkerCommand extends CliCommand {
  protected readonly examples = ['run-worker', 'run-worker --role jobs   # where run-beat runs apart'];

  run(_arguments: string[], options: { role: 'all' | 'jobs' }): Promise<void> {
    return runServer({ entry: WORKER, environment: { WORKER_ROLE: options.role } });
  }

  @Option({
    flags: '--role <role>',
    defaultValue: 'all',
    description: 'all: jobs and clock; jobs: jobs alone',
  })
  role(value: string): 'all' | 'jobs' {
    return oneOf('--role', value, ['all', 'jobs']);
  }
}

@Command({ name: 'run-beat', description: 'Run the clock that starts periodic work, apart from the workers' })
export class RunBeatCommand extends CliCommand {
  protected readonly examples = ['run-beat', 'run-beat   # several may run, one of them leads'];

  run(): Promise<void> {
    return runServer({ entry: WORKER, environment: { WORKER_ROLE: 'beat' } });
  }
}
