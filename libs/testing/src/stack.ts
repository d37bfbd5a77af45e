import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { env as machineEnvironment } from 'node:process';
import { loadConfig } from '@coffee/platform/config';
import { createTestDatabase, type TestDatabase } from './database';
import { eventually } from './eventually';

const ROOT = join(__dirname, '../../..');
const READY_WITHIN_MS = 30_000;
/** A start takes a second: asked more often, the asking itself takes a good part of a core. */
const READY_POLL_MS = 40;
const LOG_TAIL = 20_000;

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** One of the product's own processes, as it is built. */
export class Program {
  private child: ChildProcess | null = null;
  private log = '';

  constructor(
    /** Below the root: `dist/…` or `tools/…`. */
    private readonly script: string,
    private readonly environment: Record<string, string>,
    private readonly args: readonly string[] = [],
  ) {}

  get output(): string {
    return this.log;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get exited(): boolean {
    return this.child !== null && (this.child.exitCode !== null || this.child.signalCode !== null);
  }

  start(): void {
    const child = spawn(process.execPath, [join(ROOT, this.script), ...this.args], {
      cwd: ROOT,
      env: { ...machineEnvironment, ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer): void => {
      this.log = (this.log + chunk.toString()).slice(-LOG_TAIL);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.child = child;
  }

  /** Ends the process by the signal and waits until it is gone. Answers its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const { child } = this;
    if (!child || this.exited) return child?.exitCode ?? null;
    const gone = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    return (await gone)[0];
  }

  /** Fails as soon as the process is gone, with what it said. */
  assertAlive(): void {
    if (this.exited) {
      throw new Error(`${this.script} ended:\n${this.log}`);
    }
  }
}

export interface ApiProcess {
  url: string;
  program: Program;
  /** Waits until the API answers; after a restart. */
  ready(): Promise<void>;
}

export interface TestApi extends ApiProcess {
  database: TestDatabase;
  worker: Program | null;
  /** One more API process on the same stores. */
  another(): Promise<ApiProcess>;
  stop(): Promise<void>;
}

export interface TestApiOptions {
  env?: Record<string, string>;
  worker?: boolean;
  /** Runs on the migrated database before anything starts. */
  seed?(database: TestDatabase): Promise<void>;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function startProcess(environment: Record<string, string>): Promise<ApiProcess> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const program = new Program('dist/apps/api/main.js', { ...environment, PORT: port });
  program.start();
  return {
    url,
    program,
    ready: () =>
      eventually(
        'the API is up',
        () => {
          program.assertAlive();
          return answers(`${url}/healthz`);
        },
        READY_WITHIN_MS,
        READY_POLL_MS,
      ),
  };
}

/** The built API (and worker) on a database of its own. Redis is shared: live events carry other specs' too. */
export async function startApi(options: TestApiOptions = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  await options.seed?.(database);
  const environment = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    DATABASE_URL: database.url,
    REDIS_URL: loadConfig().redisUrl,
    LOG_LEVEL: 'warn',
    DATABASE_POOL_SIZE: '8',
    ...options.env,
  };
  const worker = options.worker ? new Program('dist/apps/worker/main.js', environment) : null;
  const first = await startProcess(environment);
  worker?.start();
  const processes = [first];
  const stop = async (): Promise<void> => {
    await Promise.all([...processes.map(({ program }) => program.stop()), worker?.stop()]);
    await database.drop();
  };
  try {
    await first.ready();
  } catch (error) {
    // Left alone they would keep the test run from ever ending.
    await stop();
    throw error;
  }
  return {
    ...first,
    database,
    worker,
    another: async () => {
      const started = await startProcess(environment);
      processes.push(started);
      await started.ready();
      return started;
    },
    stop,
  };
}
