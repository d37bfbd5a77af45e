// `npm start`: everything that the product needs, on one machine, supervised, and gone again with Ctrl-C.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from './build.mjs';
import { keptSecret } from './identity.mjs';
import { ensureInstalled } from './install.mjs';
import { LogFile } from './log-file.mjs';
import { paymentEnvironment, wantsPaymentSandbox } from './payments.mjs';
import { launch, portFault, preferPort, run, StackError, stopChild } from './processes.mjs';
import { root } from './rolldown.server.mjs';
import { prepareStores } from './services.mjs';
import { loadEnvFile, stateFolder, takeFolder, writeState } from './state.mjs';
import { Part } from './supervisor.mjs';

const DEFAULT_PORT = 5000;
const READY_WITHIN_MS = 120_000;
const MAX_EARLY_DEATHS = 3;
const program = (project) => path.join(root, 'dist', project, 'main.js');

class Stack {
  #parts = [];
  #logs = [];
  #stopped = null;
  #taken = false;
  #work = Promise.resolve();

  constructor() {
    this.dir = stateFolder();
    this.port = portOf(process.env.PORT);
    this.production = process.env.NODE_ENV === 'production';
    this.devices = countOf('SIMULATE_DEVICES', process.env.SIMULATE_DEVICES, this.production ? 0 : 20);
    this.env = process.env;
    this.ports = {};
    this.payments = {};
    this.aborted = new AbortController();
  }

  async start() {
    const before = await takeFolder(this.dir, say);
    this.#taken = true;
    this.ports = before.ports ?? {};
    await this.#checkPort();
    this.#remember();
    await this.#finish(ensureInstalled(say, this.aborted.signal));
    await this.#finish(build({ say }));
    await this.#startStores();
    await this.#startPaymentSandbox();
    await this.#command('migrate');
    // The demo's passwords are published, so the CLI refuses it in production.
    if (!this.production) await this.#command('seed-demo', '--if-empty');
    await this.#startProgram('worker', 'apps/worker');
    await this.#startProgram('api', 'apps/api');
    await this.#untilReady();
    if (this.devices > 0) await this.#startSimulator();
    this.#check();
    this.#tellReady();
  }

  #tellReady() {
    const logs = path.join(path.relative(process.cwd(), this.dir) || '.', 'logs');
    const account = this.production
      ? 'The first account: npm run cli -- create-user --role admin --email … --name …'
      : 'Sign in as admin@example.com / Admin123!';
    console.log(`\nCoffee Admin is ready at http://localhost:${this.port}`);
    console.log(`${account}   (Ctrl-C stops it; logs in ${logs})\n`);
  }

  /** Newest first: the fleet, the API, the worker, then the stores they live on. */
  stop() {
    this.aborted.abort();
    this.#stopped ??= (async () => {
      await this.#work.catch(() => {});
      for (const part of this.#parts.toReversed()) await part.stop();
      this.#parts = [];
      for (const log of this.#logs) log.close();
      this.#logs = [];
      if (this.#taken) this.#remember(null);
    })();
    return this.#stopped;
  }

  async #checkPort() {
    const fault = await portFault(this.port, process.env.HOST || '0.0.0.0');
    if (fault === 'EADDRINUSE') {
      throw new StackError(
        `Port ${this.port} is taken: end what uses it, or choose another one, as in PORT=${this.port + 1} npm start`,
      );
    }
    if (fault)
      throw new StackError(
        `Port ${this.port} cannot be listened on (${fault}): choose another one with PORT`,
      );
  }

  async #startStores() {
    const env = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
    const given = {
      ...env,
      DATABASE_URL: env.DATABASE_URL || env.DATABASE_URL_FILE,
      REDIS_URL: env.REDIS_URL || env.REDIS_URL_FILE,
    };
    const options = { dir: this.dir, env: given, ports: this.ports, database: 'coffee', say };
    const { stores, env: urls } = await this.#finish(prepareStores(options));
    this.env = { ...this.#defaults(), ...env };
    for (const store of stores) {
      this.ports[store.name] = store.port;
      const variable = store.name === 'redis' ? 'REDIS_URL' : 'DATABASE_URL';
      this.env[variable] = urls[variable];
      await this.#supervise(store);
    }
  }

  #defaults() {
    return {
      NODE_ENV: 'development',
      PORT: String(this.port),
      STORAGE_DIR: path.join(this.dir, 'storage'),
      SECRET_KEY: process.env.SECRET_KEY_FILE ? undefined : keptSecret(path.join(this.dir, 'secret.key')),
    };
  }

  #address() {
    const host = ['', '0.0.0.0', '::'].includes(process.env.HOST ?? '') ? '127.0.0.1' : process.env.HOST;
    return `http://${host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  #startProgram(name, project, args = []) {
    return this.#supervise({
      name,
      mark: program(project),
      start: async (onOutput) => {
        const child = await launch(process.execPath, [program(project), ...args], {
          cwd: root,
          env: this.env,
        });
        child.stdout.on('data', onOutput);
        child.stderr.on('data', onOutput);
        return child;
      },
      stop: (child) => stopChild(child, { patience: 30_000 }),
    });
  }

  // Before the worker and the API, which learn from it where the providers are.
  async #startPaymentSandbox() {
    if (!wantsPaymentSandbox(this.env)) return;
    const port = await preferPort(this.ports.payments);
    this.ports.payments = port;
    const state = path.join(this.dir, 'payment-sandbox');
    const args = ['--port', String(port), '--state', state, '--notify', this.#address()];
    await this.#startProgram('payment-sandbox', 'tools/payment-sandbox', args);
    this.payments = await this.#finish(paymentEnvironment(state, port, this.aborted.signal));
    this.env = { ...this.env, ...this.payments };
  }

  async #startSimulator() {
    const state = path.join(this.dir, 'simulator');
    const args = ['--url', this.#address(), '--devices', String(this.devices), '--state', state];
    // The demo's machines are known and have no token, so where tokens are asked for others come.
    if (this.#asksForTokens())
      args.push('--prefix', 'SIM-', '--enrolment-token', await this.#enrolmentToken());
    return this.#startProgram('simulator', 'tools/simulator', args);
  }

  #asksForTokens() {
    const asked = this.env.ENABLE_DEVICE_TOKEN ?? String(this.production);
    return ['true', '1', 'yes', 'on'].includes(asked.toLowerCase());
  }

  // Machines that have a token of their own from an earlier start do not use it.
  async #enrolmentToken() {
    const scope = ['--merchant', '1', '--uses', String(Math.min(this.devices, 10_000)), '--ttl', '1d'];
    const output = await this.#command('create-enrolment-token', ...scope, '--note', 'npm start', '--json');
    return JSON.parse(output.slice(output.indexOf('{'))).token;
  }

  async #supervise({ name, mark, start, stop }) {
    this.#check();
    const tell = (line) => say(`[${name}] ${line}`);
    const log = new LogFile(path.join(this.dir, 'logs'), name, tell);
    this.#logs.push(log);
    const part = new Part({
      name,
      start: () => start(log.write),
      stop,
      say: tell,
      onChange: () => this.#remember(),
    });
    Object.assign(part, { mark, log });
    this.#parts.push(part);
    await part.start();
  }

  async #command(...args) {
    const options = { cwd: root, env: this.env, abort: this.aborted.signal };
    const result = await this.#finish(run(process.execPath, [program('apps/cli'), ...args], options));
    if (result.code !== 0) throw new StackError(`${args[0]} failed:\n${result.output.trim()}`);
    return result.output;
  }

  async #untilReady() {
    const until = Date.now() + READY_WITHIN_MS;
    let answer = 'no answer';
    while (Date.now() < until) {
      this.#check();
      const dead = this.#parts.find((part) => part.deaths >= MAX_EARLY_DEATHS);
      if (dead) throw new StackError(`${dead.name} does not start:\n${dead.log.lastWords()}`);
      answer = await readiness(this.#address());
      if (answer === null) return;
      await sleep(100);
    }
    throw new StackError(`not ready after ${READY_WITHIN_MS / 1000} s (${answer}); see ${this.dir}/logs`);
  }

  // Work which a stop has to wait for, and after which the start does not go on when one was asked for.
  async #finish(work) {
    this.#work = work;
    try {
      return await work;
    } finally {
      this.#check();
    }
  }

  #check() {
    if (this.aborted.signal.aborted) throw new Aborted();
  }

  #remember(pid = process.pid) {
    const { DATABASE_URL, REDIS_URL, SECRET_KEY, STORAGE_DIR } = this.env;
    const parts = this.#parts
      .filter((part) => part.pid)
      .map(({ name, pid: partPid, mark }) => ({ name, pid: partPid, mark }));
    const env = pid
      ? { DATABASE_URL, REDIS_URL, SECRET_KEY, STORAGE_DIR, PORT: String(this.port), ...this.payments }
      : undefined;
    writeState(this.dir, { pid, port: this.port, ports: this.ports, parts, env });
  }
}

class Aborted extends Error {}

async function readiness(address) {
  try {
    const response = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(5000) });
    if (response.ok) return null;
    return `/readyz answers ${response.status}: ${(await response.text()).slice(0, 300)}`;
  } catch (error) {
    return `/readyz: ${error.cause?.code ?? error.message}`;
  }
}

function say(line) {
  console.log(line);
}

function portOf(text) {
  const port = countOf('PORT', text, DEFAULT_PORT);
  if (port < 1 || port > 65535) throw new StackError('PORT: must be a whole number from 1 to 65535');
  return port;
}

function countOf(name, text, fallback) {
  if (!text?.trim()) return fallback;
  if (!/^\d{1,6}$/.test(text.trim())) throw new StackError(`${name}: must be a whole number`);
  return Number(text);
}

// A killed npm tells nobody; a starter without it would be one that nobody can find.
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = () => process.ppid !== parent && process.kill(process.pid, 'SIGTERM');
  setInterval(watch, 1000).unref();
}

async function main() {
  // A terminal that is gone must not end the starter before its parts.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  loadEnvFile();
  const stack = new Stack();
  let asked = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      asked += 1;
      if (asked === 1) say('\nstopping');
      void stack.stop().then(() => process.exit(0));
    });
  }
  stopWithNpm();
  try {
    await stack.start();
  } catch (error) {
    if (error instanceof Aborted) return;
    await stack.stop();
    throw error;
  }
}

main().catch((error) => {
  console.error(error instanceof StackError ? error.message : error);
  process.exit(1);
});
