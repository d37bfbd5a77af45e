// The database's own tool: the limit of what single statements cost.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Bench, Slice } from './bench';

const DEBIAN = '/usr/lib/postgresql';
const CLIENTS = 64;

export const findPgbench = (): string | null => findTool('pgbench');

/** On the PATH or where Debian keeps it; null when it is not installed. */
export function findTool(name: string): string | null {
  const versions = fs.existsSync(DEBIAN) ? fs.readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter),
    ...versions.map((version) => path.join(DEBIAN, version, 'bin')),
  ];
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file)) ?? null;
}

/** Runs one script on one database for some seconds. `node` stands for the client's own CPU, which is not counted. */
export async function runPgbench(bench: Bench, url: string, script: string, seconds: number): Promise<Slice> {
  const tool = findPgbench();
  if (tool === null) throw new Error('pgbench is not installed');
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'bench-')), 'script.sql');
  fs.writeFileSync(file, script);
  const before = bench.postgresCpu();
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(CLIENTS),
    '-j',
    '2',
    '-T',
    String(Math.ceil(seconds)),
    '-f',
    file,
  ];
  const { stdout } = await promisify(execFile)(tool, args, { env: { ...process.env, ...libpq(url) } });
  const after = bench.postgresCpu();
  fs.rmSync(path.dirname(file), { recursive: true });
  const number = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1] ?? NaN);
  const latency = number(/latency average = ([\d.]+)/);
  return {
    perSecond: number(/tps = ([\d.]+)/),
    node: 0,
    postgres: (after - before) / number(/transactions actually processed: (\d+)/),
    p50: latency,
    p99: NaN,
  };
}

/** The address as PostgreSQL's own tools want it. */
export function libpq(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    PGHOST: hostname,
    PGPORT: port || '5432',
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: pathname.slice(1),
  };
}
