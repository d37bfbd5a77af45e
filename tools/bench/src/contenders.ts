// The servers that are measured, each a process of its own on a database of its own.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ADMIN } from './database';
import { program } from './programs';

export type PeerKind = 'floor' | 'naive' | 'doorbell';
export type ContenderKind = 'ours' | PeerKind;

export interface Contender {
  kind: ContenderKind;
  pid: number;
  port: number;
  /** Its database. */
  url: string;
  stop(): Promise<void>;
}

const START_MS = 120_000;

/** `more`: of the product's environment. */
export function startContender(
  kind: ContenderKind,
  url: string,
  more: Record<string, string> = {},
): Promise<Contender> {
  return kind === 'ours' ? startProduct(url, more) : startPeer(kind, url);
}

async function startProduct(url: string, more: Record<string, string>): Promise<Contender> {
  const port = await freePort();
  const env = {
    ...process.env,
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: url,
    WEB_CONCURRENCY: '1',
    ENABLE_DEVICE_TOKEN: 'false',
    LOG_LEVEL: 'info',
    ...more,
  };
  // BENCH_NODE_ARGS: for a profile, e.g. `--cpu-prof --cpu-prof-dir=/tmp/profile`.
  const profiling = process.env.BENCH_NODE_ARGS?.split(' ') ?? [];
  const log = fs.openSync('/dev/null', 'w');
  const child = spawn(process.execPath, [...profiling, program('api')], {
    env,
    stdio: ['ignore', log, 'inherit'],
  });
  const contender = contenderOf('ours', child, port, url);
  await untilHealthy(child, port).catch(async (error: unknown) => {
    await contender.stop();
    throw error;
  });
  return contender;
}

function startPeer(kind: PeerKind, url: string): Promise<Contender> {
  const child = fork(__filename, ['--peer', kind], { env: { ...process.env, DATABASE_URL: url } });
  return new Promise((resolve, reject) => {
    child.once('message', ({ port }: { port: number }) => resolve(contenderOf(kind, child, port, url)));
    child.once('exit', (code) => reject(new Error(`the ${kind} did not start (exit ${code})`)));
  });
}

function contenderOf(kind: ContenderKind, child: ChildProcess, port: number, url: string): Contender {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(kind === 'ours' ? 'SIGTERM' : 'SIGKILL');
    const hanging = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(hanging);
  };
  return { kind, pid: child.pid ?? 0, port, url, stop };
}

async function untilHealthy(child: ChildProcess, port: number): Promise<void> {
  const until = Date.now() + START_MS;
  while (Date.now() < until && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await pause(50);
  }
  throw new Error('the API did not start');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Signs the bench's admin in; answers the headers that say so. */
export async function signIn({ port }: Contender): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(ADMIN),
  });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  if (!response.ok || cookie === undefined) throw new Error(`sign-in answered ${response.status}`);
  const { data } = (await response.json()) as { data: { csrf_token: string } };
  return `Cookie: ${cookie}\r\nX-CSRF-Token: ${data.csrf_token}\r\n`;
}

/** Lines of a request's head as `fetch` takes them. */
export function fieldsOf(lines: string): Record<string, string> {
  const fields = lines.split('\r\n').filter((line) => line !== '');
  return Object.fromEntries(fields.map((line) => line.split(': ') as [string, string]));
}
