// A worker of the product and its API on one database, as far as an export needs them.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { type Contender, fieldsOf, signIn } from './contenders';
import { program } from './programs';

export interface ExportedFile {
  seconds: number;
  rows: number;
  path: string;
}

interface Told {
  status: string;
  error_message: string | null;
  started_at: string;
  finished_at: string | null;
  file: { rows: number } | null;
}

const LIMIT_MS = 900_000;

export class ExportProcess {
  private readonly storage = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-export-'));
  private readonly worker: ChildProcess;

  constructor(
    url: string,
    private readonly api: Contender,
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
  async run(format: 'csv' | 'xlsx'): Promise<ExportedFile> {
    const headers = fieldsOf(await signIn(this.api));
    const call = async <T>(where: string): Promise<T> => {
      const response = await fetch(`http://127.0.0.1:${this.api.port}/api/v1${where}`, { headers });
      if (!response.ok) throw new Error(`${where} answered ${response.status}`);
      return ((await response.json()) as { data: T }).data;
    };
    const { task_id } = await call<{ task_id: string }>(`/orders/export?format=${format}`);
    const until = Date.now() + LIMIT_MS;
    for (;;) {
      const task = await call<Told>(`/tasks/${task_id}`);
      if (task.status === 'success' && task.finished_at) {
        const seconds = (Date.parse(task.finished_at) - Date.parse(task.started_at)) / 1000;
        return { seconds, rows: task.file?.rows ?? 0, path: this.fileOf(task_id) };
      }
      if (task.status === 'fail' || Date.now() > until || this.worker.exitCode !== null)
        throw new Error(`the export did not end well: ${task.error_message ?? task.status}`);
      await pause(100);
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    if (this.worker.exitCode === null && this.worker.kill('SIGTERM')) await ended;
    fs.rmSync(this.storage, { recursive: true, force: true });
  }

  private fileOf(taskId: string): string {
    const folder = path.join(this.storage, 'exports');
    const name = fs.readdirSync(folder).find((found) => found.startsWith(taskId));
    if (name === undefined) throw new Error('the export left no file');
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
