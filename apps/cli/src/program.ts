import { childEnvironment, loadConfig } from '@coffee/platform/config';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CommandFailed } from './failures';

/** Built next to this very file: dist/apps/cli/main.js. */
const DIST = path.resolve(__dirname, '../..');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface Program {
  /** Within dist/. */
  entry: string;
  arguments?: readonly string[];
  environment?: Readonly<Record<string, string>>;
}

/** Runs a server program in the foreground, hands signals on and ends as it ends. */
export async function runServer(program: Program): Promise<void> {
  loadConfig();
  await runProgram(program);
}

export async function runProgram(program: Program): Promise<void> {
  const entry = path.join(DIST, program.entry);
  if (!existsSync(entry)) throw new CommandFailed(`${program.entry} is not built: run "npm run build" first`);
  const code = await follow(entry, program);
  if (code !== 0) process.exitCode = code;
}

function follow(entry: string, program: Program): Promise<number> {
  const child = spawn(process.execPath, [entry, ...(program.arguments ?? [])], {
    stdio: 'inherit',
    env: childEnvironment(program.environment),
  });
  const pass = (signal: NodeJS.Signals): void => {
    // A terminal's Ctrl-C reaches the child by itself; a second one would cut its shutdown short.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + os.constants.signals[signal ?? 'SIGTERM']));
  }).finally(() => {
    for (const signal of SIGNALS) process.off(signal, pass);
  });
}
