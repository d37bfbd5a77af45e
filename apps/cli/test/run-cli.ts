import { childEnvironment } from '@coffee/platform/config';
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const CLI = path.resolve(__dirname, '../../../dist/apps/cli/main.js');

export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface CliOptions {
  env?: Readonly<Record<string, string>>;
  /** What a pipe would feed; without it standard input is empty. */
  stdin?: string;
  /** Called with everything that was printed so far. */
  onOutput?: (printed: string, child: ChildProcess) => void;
}

/** The built command line as its own process: its exit code and streams are what is promised to scripts. */
export function runCli(args: readonly string[], { env, stdin, onOutput }: CliOptions = {}): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], { env: childEnvironment(env) });
    const run: CliRun = { code: null, stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (chunk: Buffer) => {
        run[stream] += chunk.toString();
        onOutput?.(run.stdout + run.stderr, child);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...run, code }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
  });
}
