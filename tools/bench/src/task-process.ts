// A worker of the product and its API on one database and one storage, as far as a task needs them.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { type Contender, fieldsOf, signIn } from './contenders';
import { program } from './programs';

export interface DoneTask {
  id: string;
  seconds: number;
  rows: number;
}

interface Told {
  status: string;
  error_message: string | null;
  started_at: string;
  finished_at: string | null;
  total: number | null;
}

const LIMIT_MS = 900_000;

/** Where API and worker of one work keep their files. */
export const newStorage = (): string => fs.mkdtempSync(path.join(os.tmpdir(), 'bench-storage-'));

export class TaskProcess {
  private readonly worker: ChildProcess;

  constructor(
    url: string,
    private readonly api: Contender,
    private readonly storage: string,
  ) {
    const env = { ...process.env, DATABASE_URL: url, STORAGE_DIR: this.storage, LOG_LEVEL: 'warn' };
    this.worker = spawn(process.execPath, [program('worker')], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  get pid(): number {
    return this.worker.pid ?? 0;
  }

  /** The most memory that the worker ever held, in megabytes; NaN where the kernel does not tell. */
  peakMegabytes(): number {
    try {
      const status = fs.readFileSync(`/proc/${this.pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) / 1024;
    } catch {
      return NaN;
    }
  }

  /** By the database's clock, from the worker's first look at the task to its last word. */
  async run(where: string, request: RequestInit = {}): Promise<DoneTask> {
    const headers = fieldsOf(await signIn(this.api));
    const call = async <T>(path: string, { headers: more, ...rest }: RequestInit = {}): Promise<T> => {
      const sent = { ...rest, headers: { ...headers, ...(more as Record<string, string>) } };
      const response = await fetch(`http://127.0.0.1:${this.api.port}/api/v1${path}`, sent);
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return ((await response.json()) as { data: T }).data;
    };
    const { task_id: id } = await call<{ task_id: string }>(where, request);
    const until = Date.now() + LIMIT_MS;
    for (;;) {
      const task = await call<Told>(`/tasks/${id}`);
      if (task.status === 'success' && task.finished_at) {
        const seconds = (Date.parse(task.finished_at) - Date.parse(task.started_at)) / 1000;
        return { id, seconds, rows: task.total ?? 0 };
      }
      if (task.status === 'fail' || Date.now() > until || this.worker.exitCode !== null)
        throw new Error(`the task did not end well: ${task.error_message ?? task.status}`);
      await pause(100);
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    if (this.worker.exitCode === null && this.worker.kill('SIGTERM')) await ended;
    fs.rmSync(this.storage, { recursive: true, force: true });
  }

  /** What the task left to be fetched. */
  fileOf(taskId: string): string {
    const folder = path.join(this.storage, 'exports');
    const name = fs.readdirSync(folder).find((found) => found.startsWith(taskId));
    if (name === undefined) throw new Error('the task left no file');
    return path.join(folder, name);
  }
}

/** The sum of a column of amounts, in minor units. The seed writes nothing that would need quotes. */
export async function sumOf(file: string, header: string): Promise<number> {
  let column = -1;
  let sum = 0;
  for await (const line of createInterface({ input: fs.createReadStream(file) })) {
    const cells = line.split(',');
    if (column < 0) column = cells.indexOf(header);
    else sum += Number(cells[column]?.replace('.', ''));
  }
  return sum;
}
