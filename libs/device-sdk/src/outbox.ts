/**
 * Empties the queue in its order: a fact or two by their own routes, a backlog by `/events`. What may pass (no
 * connection, 5xx, 429) is tried again for ever; what is refused by shape is parked and the queue goes on.
 */
import type { EventBatchAnswer } from '@coffee/device-protocol/events';
import { MAX_EVENTS } from '@coffee/device-protocol/limits';
import { DEFAULT_BACKOFF, retryDelayMs, type Backoff } from './backoff';
import type { Clock, Random } from './clock';
import type { DeviceApi, Fact } from './device-api';
import { RefusedError, remedyFor, UnreachableError } from './errors';
import type { Journal } from './journal';
import type { ParkedFact, Parking } from './parking';

export interface OutboxOptions {
  journal: Journal;
  parking: Parking;
  api: DeviceApi;
  clock: Clock;
  random: Random;
  backoff?: Backoff | undefined;
  /** The server does not know the machine: register it, then the queue goes on. */
  onUnknownDevice: () => Promise<void>;
  /** A fact was refused and parked. */
  onParked: (parked: ParkedFact) => void;
  /** A delivery failed and will be tried again. */
  onRetry: (error: Error, attempt: number) => void;
}

/** Up to so many facts go one by one: their routes answer more than a batch does. */
const FEW = 2;
/** Kept well under the server's limit of 1 MiB for a body. */
const MAX_BATCH_BYTES = 512 * 1024;
/** Codes that a single event may carry though the fault is the server's. */
const PASSING_CODES: ReadonlySet<string> = new Set(['INTERNAL_ERROR', 'SERVICE_UNAVAILABLE', 'RATE_LIMITED']);

export class Outbox {
  readonly #stopping = new AbortController();
  #wake: () => void = () => undefined;
  /** The pause between retries; only one that the server did not ask for may be cut short. */
  #pause: { controller: AbortController; isAskedFor: boolean } | null = null;
  #running: Promise<void> | null = null;
  /** Facts still to be sent one by one, after a batch with them was refused as a whole. */
  #singles = 0;
  /** Facts that left the queue since the start, parked ones not counted. */
  delivered = 0;

  constructor(private readonly options: OutboxOptions) {}

  /** Starts the loop; returns at once. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Says that there is something new in the queue. */
  wake(): void {
    this.#wake();
  }

  /** Says that the server is there again: a pause that it did not ask for ends now. */
  nudge(): void {
    if (this.#pause?.isAskedFor === false) this.#pause.controller.abort();
  }

  /** Ends the loop after the request under way is cut off. The queue stays on disk. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    this.#pause?.controller.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { journal } = this.options;
    const signal = this.#stopping.signal;
    let attempt = 0;
    while (!signal.aborted) {
      if (journal.size === 0) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      try {
        await this.#deliver();
        attempt = 0;
      } catch (error) {
        if (signal.aborted) return;
        attempt += 1;
        this.options.onRetry(asError(error), attempt);
        await this.#rest(attempt, error instanceof UnreachableError ? error.retryAfterMs : 0);
      }
    }
  }

  async #rest(attempt: number, retryAfterMs: number): Promise<void> {
    const { clock, random, backoff = DEFAULT_BACKOFF } = this.options;
    const controller = new AbortController();
    this.#pause = { controller, isAskedFor: retryAfterMs > 0 };
    await clock.sleep(retryDelayMs(attempt, random, backoff, retryAfterMs), controller.signal);
    this.#pause = null;
  }

  async #deliver(): Promise<void> {
    const facts = fitting(this.options.journal.peek(MAX_EVENTS));
    const [first] = facts;
    if (!first) return;
    if (this.#singles === 0 && facts.length > FEW) return this.#deliverBatch(facts);
    await this.#deliverOne(first);
    this.#singles = Math.max(0, this.#singles - 1);
  }

  async #deliverOne(fact: Fact): Promise<void> {
    try {
      await this.options.api.fact(fact, this.#stopping.signal);
      this.#leave(fact);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      await this.#remedy(error);
      await this.#park(fact, error.code, error.message);
    }
  }

  async #deliverBatch(facts: Fact[]): Promise<void> {
    try {
      const answer = await this.options.api.events(facts, this.#stopping.signal);
      await this.#settle(facts, answer);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      await this.#remedy(error);
      // One of them spoils the batch; alone it is found and parked, and the others arrive.
      this.#singles = facts.length;
    }
  }

  async #settle(facts: Fact[], answer: EventBatchAnswer): Promise<void> {
    const results = new Map(answer.results.map((result) => [result.seq, result]));
    let settled = 0;
    for (const fact of facts) {
      const result = results.get(fact.seq);
      const isTaken = result?.ok ?? fact.seq <= answer.accepted_through;
      if (isTaken) this.#leave(fact);
      // Order is kept: what comes after a fact that has to wait is sent again after it, and known by then.
      else if (!result?.error || PASSING_CODES.has(result.error.code)) break;
      else await this.#park(fact, result.error.code, result.error.message);
      settled += 1;
    }
    if (settled === 0) throw new UnreachableError('the server took no event of the batch');
  }

  /** Throws when the refusal is not about the fact: then the fact stays and waits. */
  async #remedy(error: RefusedError): Promise<void> {
    const remedy = remedyFor(error);
    if (remedy === 'register') await this.options.onUnknownDevice();
    if (remedy !== 'park') throw error;
  }

  async #park(fact: Fact, code: string, message: string): Promise<void> {
    const parked = { fact, code, message };
    await this.options.parking.add(parked);
    this.options.journal.remove([fact.seq]);
    this.options.onParked(parked);
  }

  #leave(fact: Fact): void {
    this.options.journal.remove([fact.seq]);
    this.delivered += 1;
  }
}

function fitting(facts: Fact[]): Fact[] {
  let bytes = 0;
  const end = facts.findIndex((fact, index) => {
    bytes += Buffer.byteLength(JSON.stringify(fact)) + 1;
    return index > 0 && bytes > MAX_BATCH_BYTES;
  });
  return end === -1 ? facts : facts.slice(0, end);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
