// Starting, finding and ending child processes. No dependencies: this runs before `npm ci`.
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A failure that is told to the person in one line, without a stack. */
export class StackError extends Error {}

export function findOnPath(names) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const name of names) {
      const file = path.join(folder || '.', name);
      if (isExecutable(file)) return file;
    }
  }
  return null;
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

export function freePort(host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Null when the port may be listened on, else the system's error code. */
export function portFault(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error) => resolve(error.code ?? 'unknown'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

export async function preferPort(port) {
  if (port && !(await portFault(port, '127.0.0.1'))) return port;
  return freePort();
}

/**
 * Starts a child in a process group of its own: a terminal's Ctrl-C must not reach the database before the API,
 * and a group can be ended whole. Resolves once it runs; rejects when it cannot be executed.
 */
export function launch(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    child.once('error', reject);
    child.once('spawn', () => {
      child.off('error', reject);
      child.on('error', () => {});
      resolve(child);
    });
  });
}

/**
 * Runs a command to its end. Answers { code, output }; never throws for a failing command.
 * With `abort` it runs in a group of its own, which the abort ends.
 */
export function run(command, args, { onOutput, abort, ...options } = {}) {
  return new Promise((resolve) => {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { stdio, detached: Boolean(abort), ...options });
    abort?.addEventListener('abort', () => child.pid && !hasEnded(child) && killGroup(child.pid, 'SIGTERM'));
    const chunks = [];
    const take = (chunk) => {
      chunks.push(chunk);
      onOutput?.(chunk);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code, signal) => {
      const output = Buffer.concat(chunks).toString('utf8');
      resolve({ code: code ?? 128, signal, output });
    });
  });
}

export const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

function whenEnded(child, ms) {
  if (hasEnded(child)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** Asks the leader to end, waits, then ends what is left of its group. */
export async function stopChild(child, { signal = 'SIGTERM', patience = 20_000 } = {}) {
  if (!child?.pid) return;
  if (!hasEnded(child)) {
    child.kill(signal);
    await whenEnded(child, patience);
  }
  killGroup(child.pid);
  await whenEnded(child, 5000);
}

export function killGroup(pid, signal = 'SIGKILL') {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone, which is what was wanted.
  }
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The command line of a process, or '' when it does not exist. A bare Debian has no `ps`. */
export function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return process.platform === 'linux' ? '' : psCommandLine(pid);
  }
}

function psCommandLine(pid) {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** Ends a process left over from a starter that was killed; only when its command line carries `mark`. */
export async function endLeftover(pid, mark, { signal = 'SIGTERM', patience = 10_000 } = {}) {
  const runs = () => Number.isInteger(pid) && pid > 1 && commandLine(pid).includes(mark);
  if (!runs()) return false;
  process.kill(pid, signal);
  const until = Date.now() + patience;
  while (runs() && Date.now() < until) await sleep(50);
  if (runs()) process.kill(pid, 'SIGKILL');
  while (runs()) await sleep(20);
  killGroup(pid);
  return true;
}

/** Runs a command in the foreground with our terminal; answers its exit code. */
export function follow(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    // The terminal sends Ctrl-C to the command as well; it must only not end us before the rest is cleared away.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('error', (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs a program's main, which answers an exit code; what a person can mend is told without a stack. */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof StackError ? error.message : error);
    process.exitCode = 1;
  }
}
