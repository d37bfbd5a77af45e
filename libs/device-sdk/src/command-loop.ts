import type { CommandResult, PendingCommand, ResultStatus } from '@coffee/device-protocol/commands';
import { MAX_POLL_WAIT_SECONDS } from '@coffee/device-protocol/limits';
import { DEFAULT_BACKOFF, retryDelayMs, type Backoff } from './backoff';
import type { Clock, Random } from './clock';
import type { CommandLedger, LedgerEntry } from './command-ledger';
import type { DeviceApi } from './device-api';
import { RefusedError, UnreachableError, remedyFor } from './errors';

/** How a command ended. */
export interface CommandOutcome {
  status: ResultStatus;
  payload?: Record<string, unknown>;
  error?: string;
}

/** Carries a command out; what it throws is a `fail`. */
export type CommandHandler = (command: PendingCommand) => Promise<CommandOutcome>;

export interface CommandLoopOptions {
  api: DeviceApi;
  ledger: CommandLedger;
  clock: Clock;
  random: Random;
  backoff?: Backoff | undefined;
  /** Seconds that one poll waits on the server (0 to 30). */
  waitSeconds: () => number;
  handler: CommandHandler;
  /** Puts a result into the queue. */
  report: (result: CommandResult) => Promise<void>;
  onUnknownDevice: () => Promise<void>;
  onRetry: (error: Error, attempt: number) => void;
}

/** Commands whose effect cannot be taken back: never run twice, not even after a power cut. */
const PHYSICAL: ReadonlySet<string> = new Set(['make_product', 'open_door']);
/** The pause after an answer that came at once and empty: a server that does not wait must not be asked in a circle. */
const IDLE_PAUSE_MS = 5000;
const AT_ONCE_MS = 500;

/** Polls for commands, runs them one after the other and reports what became of them. */
export class CommandLoop {
  readonly #stopping = new AbortController();
  readonly #atWork = new Set<string>();
  #running: Promise<void> | null = null;
  /** The pause between retries; only one that the server did not ask for may be cut short. */
  #pause: { controller: AbortController; isAskedFor: boolean } | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(private readonly options: CommandLoopOptions) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends the polling. A command at work is waited for by its handler's owner, not here. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#pause?.controller.abort();
    await this.#running;
  }

  /** Says that the server is there again: a pause that it did not ask for ends now. */
  nudge(): void {
    if (this.#pause?.isAskedFor === false) this.#pause.controller.abort();
  }

  async #run(): Promise<void> {
    const signal = this.#stopping.signal;
    let attempt = 0;
    while (!signal.aborted) {
      try {
        await this.#poll();
        attempt = 0;
      } catch (error) {
        if (signal.aborted) return;
        attempt += 1;
        this.options.onRetry(error instanceof Error ? error : new Error(String(error)), attempt);
        if (isUnknownDevice(error)) await this.options.onUnknownDevice().catch(() => undefined);
        await this.#rest(attempt, error instanceof UnreachableError ? error.retryAfterMs : 0);
      }
    }
  }

  async #rest(attempt: number, retryAfterMs: number): Promise<void> {
    const { clock, random, backoff = DEFAULT_BACKOFF } = this.options;
    if (this.#stopping.signal.aborted) return;
    const controller = new AbortController();
    this.#pause = { controller, isAskedFor: retryAfterMs > 0 };
    await clock.sleep(retryDelayMs(attempt, random, backoff, retryAfterMs), controller.signal);
    this.#pause = null;
  }

  async #poll(): Promise<void> {
    const { api, clock, random, waitSeconds } = this.options;
    const started = performance.now();
    const wait = Math.min(Math.max(Math.round(waitSeconds()), 0), MAX_POLL_WAIT_SECONDS);
    const commands = await api.pending(wait, this.#stopping.signal);
    for (const command of commands) this.#take(command);
    const cameAtOnce = performance.now() - started < AT_ONCE_MS;
    if (commands.length === 0 && cameAtOnce) {
      await clock.sleep(IDLE_PAUSE_MS * (0.5 + random()), this.#stopping.signal);
    }
  }

  #take(command: PendingCommand): void {
    if (this.#atWork.has(command.command_id)) return;
    this.#atWork.add(command.command_id);
    this.#work = this.#work
      .then(() => this.#carryOut(command))
      .catch((error: unknown) => this.options.onRetry(error as Error, 0))
      .finally(() => this.#atWork.delete(command.command_id));
  }

  async #carryOut(command: PendingCommand): Promise<void> {
    const { api, ledger } = this.options;
    const known = ledger.find(command.command_id);
    if (known?.result) return this.options.report(known.result);
    // The lease of the server counts from the poll, so a lost acknowledgement costs nothing.
    await api.ack(command.command_id, this.#stopping.signal).catch(() => undefined);
    const entry: LedgerEntry = { command_id: command.command_id, type: command.type };
    await ledger.record(entry);
    const outcome = known && PHYSICAL.has(command.type) ? INTERRUPTED : await this.#handle(command);
    await this.#finish(entry, outcome);
  }

  async #handle(command: PendingCommand): Promise<CommandOutcome> {
    try {
      return await this.options.handler(command);
    } catch (error) {
      return { status: 'fail', error: error instanceof Error ? error.message : String(error) };
    }
  }

  async #finish(entry: LedgerEntry, outcome: CommandOutcome): Promise<void> {
    const result: CommandResult = {
      command_id: entry.command_id,
      status: outcome.status,
      result_payload: outcome.payload ?? {},
      error_message: outcome.error?.slice(0, 2000) ?? null,
      timestamp: new Date(this.options.clock.now()).toISOString(),
    };
    await this.options.ledger.record({ ...entry, result });
    await this.options.report(result);
  }

  /** Tells the server what became of commands that a power cut caught in the middle. */
  async reportInterrupted(): Promise<void> {
    for (const id of [...this.options.ledger.interrupted]) {
      const entry = this.options.ledger.find(id);
      if (entry && PHYSICAL.has(entry.type)) await this.#finish(entry, INTERRUPTED);
    }
  }
}

const INTERRUPTED: CommandOutcome = {
  status: 'fail',
  error: 'interrupted by a restart; the outcome is not known',
};

function isUnknownDevice(error: unknown): boolean {
  return error instanceof RefusedError && remedyFor(error) === 'register';
}
