// Keeps one part running: when it dies it is started again after a pause that grows, until it has run well for a while.
import { hasEnded } from './processes.mjs';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const RAN_WELL_MS = 60_000;

export class Part {
  #child = null;
  #stopping = false;
  #pauseMs = FIRST_PAUSE_MS;
  #timer = null;
  #startedAt = 0;
  #starting = Promise.resolve();
  deaths = 0;

  /**
   * @param {{ name: string, start: () => Promise<import('node:child_process').ChildProcess>, stop: (child) => Promise<void>,
   *   say: (line: string) => void, onChange?: () => void }} options
   */
  constructor({ name, start, stop, say, onChange = () => {} }) {
    Object.assign(this, { name, say, onChange });
    this.launch = start;
    this.end = stop;
  }

  get pid() {
    return this.#child && !hasEnded(this.#child) ? this.#child.pid : null;
  }

  /** The first start: a failure is the caller's. */
  start() {
    return this.#begin(async () => this.#watch(await this.launch()));
  }

  async stop() {
    this.#stopping = true;
    clearTimeout(this.#timer);
    await this.#starting.catch(() => {});
    if (this.#child) await this.end(this.#child);
    this.onChange();
  }

  // A stop that comes in the middle of a start waits for it, else it would leave a process nobody knows.
  #begin(work) {
    this.#starting = work();
    return this.#starting;
  }

  #watch(child) {
    this.#child = child;
    this.#startedAt = Date.now();
    this.onChange();
    if (hasEnded(child)) this.#onExit(child);
    else child.once('exit', () => this.#onExit(child));
  }

  #onExit(child) {
    if (this.#stopping) return;
    this.deaths += 1;
    if (Date.now() - this.#startedAt > RAN_WELL_MS) this.#pauseMs = FIRST_PAUSE_MS;
    const how = child.signalCode ?? `exit code ${child.exitCode}`;
    this.#later(`ended (${how})`);
  }

  #later(what) {
    const pause = this.#pauseMs;
    this.#pauseMs = Math.min(pause * 2, LONGEST_PAUSE_MS);
    this.say(`${what}; starting again in ${pause / 1000} s`);
    this.#timer = setTimeout(() => void this.#begin(() => this.#restart()), pause);
  }

  async #restart() {
    try {
      // What is left of the old group must not hold the port.
      await this.end(this.#child);
      const child = await this.launch();
      this.say('runs again');
      this.#watch(child);
    } catch (error) {
      if (!this.#stopping) this.#later(`did not start: ${error.message}`);
    }
  }
}
