import type { EventType } from '@coffee/device-protocol/events';
import type { BinReport } from '@coffee/device-protocol/materials';
import type { CreateOrder, ReportedOrderStatus } from '@coffee/device-protocol/orders';
import type { RegisterDevice } from '@coffee/device-protocol/registration';
import type { StatusReport } from '@coffee/device-protocol/status';
import { DEFAULT_BACKOFF, retryDelayMs, type Backoff } from './backoff';
import { systemClock, type Clock, type Random } from './clock';
import { CommandLedger } from './command-ledger';
import { CommandLoop, type CommandHandler } from './command-loop';
import { DeviceApi } from './device-api';
import { RefusedError, remedyFor, UnreachableError } from './errors';
import { Heartbeat } from './heartbeat';
import { IdentityFile } from './identity-file';
import { Journal } from './journal';
import { Outbox } from './outbox';
import { Parking, type ParkedFact } from './parking';
import { Registrar } from './registrar';
import { HttpTransport, type Transport } from './transport';

/** What the machine is and does, without the time, which the SDK adds. */
export type DeviceState = Omit<StatusReport, 'timestamp'>;

/** Something a person may want to know; nothing is lost by it. */
export type DeviceProblem =
  | {
      kind: 'retry';
      part: 'registration' | 'heartbeat' | 'outbox' | 'commands';
      error: Error;
      attempt: number;
    }
  | { kind: 'parked'; parked: ParkedFact }
  | { kind: 'damaged'; lines: number };

export interface DeviceClientOptions {
  /** Of the server: `http://localhost:5000`. */
  baseUrl: string;
  /** A folder of this machine's own: queue, token, commands. */
  stateDir: string;
  /** Sent at each start. */
  registration: RegisterDevice;
  /** Lets a new machine in where the server asks for tokens. */
  enrolmentToken?: string | null;
  /** Carries commands out. Without it every command is answered `unsupported`. */
  onCommand?: CommandHandler;
  /** Readings of the moment for heartbeats: temperature, signal, uptime. */
  readings?: () => Partial<DeviceState>;
  onProblem?: (problem: DeviceProblem) => void;
  /** Instead of what the server asks for at registration. */
  heartbeatSeconds?: number;
  pollWaitSeconds?: number;
  backoff?: Backoff;
  maxQueuedFacts?: number;
  /** False does without syncing the queue to disk: for simulators. */
  durable?: boolean;
  transport?: Transport;
  clock?: Clock;
  random?: Random;
}

/**
 * One coffee machine's connection to the server. Facts (states, stock, sales, results) go through a queue on disk in
 * their order and are delivered when the server can be reached; commands come by a long poll.
 */
export class DeviceClient {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #transport: Transport;
  readonly #ownsTransport: boolean;
  readonly #registrar: Registrar;
  readonly #api: DeviceApi;
  readonly #outbox: Outbox;
  readonly #commands: CommandLoop;
  readonly #heartbeat: Heartbeat;
  readonly #stopping = new AbortController();
  #state: DeviceState = { status: 'online', activity: 'idle' };
  #booting: Promise<void> | null = null;
  #isConnected = false;

  private constructor(
    private readonly options: DeviceClientOptions,
    private readonly journal: Journal,
    private readonly ledger: CommandLedger,
  ) {
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#ownsTransport = options.transport === undefined;
    this.#transport = options.transport ?? new HttpTransport(options.baseUrl);
    const identity = new IdentityFile(options.stateDir);
    this.#registrar = new Registrar(identity, options.registration, options.enrolmentToken ?? null);
    const deviceId = options.registration.device_id;
    this.#api = new DeviceApi(deviceId, this.#transport, this.#clock, () => this.#registrar.token);
    this.#outbox = this.#makeOutbox();
    this.#commands = this.#makeCommandLoop();
    this.#heartbeat = this.#makeHeartbeat();
  }

  /** Opens the queue and what is remembered on disk; sends nothing yet. */
  static async open(options: DeviceClientOptions): Promise<DeviceClient> {
    const { stateDir, maxQueuedFacts, durable } = options;
    const journal = await Journal.open({
      stateDir,
      ...(maxQueuedFacts === undefined ? {} : { maxFacts: maxQueuedFacts }),
      ...(durable === undefined ? {} : { durable }),
    });
    const client = new DeviceClient(options, journal, await CommandLedger.open(stateDir));
    if (journal.damagedLines > 0) client.#tell({ kind: 'damaged', lines: journal.damagedLines });
    return client;
  }

  /** Registers, then delivers, beats and polls until `stop`. Returns at once. */
  start(): void {
    this.#booting ??= this.#boot();
  }

  /** Facts that wait on disk. */
  get queued(): number {
    return this.journal.size;
  }

  /** Facts delivered since the start. */
  get delivered(): number {
    return this.#outbox.delivered;
  }

  /** Whether the last word with the server succeeded. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** The machine is in another state now. Safe on disk when it resolves. */
  async reportState(state: DeviceState): Promise<void> {
    this.#state = state;
    await this.#queue('status', this.#statusReport());
  }

  /** What is in the bins now. */
  async reportMaterials(materials: BinReport[]): Promise<void> {
    await this.#queue('materials', { timestamp: this.#now(), materials });
  }

  /** A sale. The machine may go on when this resolves: the order is on disk and will arrive. */
  async reportOrder(order: Omit<CreateOrder, 'device_ts'> & { device_ts?: string }): Promise<void> {
    await this.#queue('order', { device_ts: this.#now(), ...order });
  }

  /** How an order went on. */
  async reportOrderStatus(orderId: string, status: ReportedOrderStatus, reason?: string): Promise<void> {
    await this.#queue('order_status', {
      order_id: orderId,
      status,
      timestamp: this.#now(),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  /** Waits until the queue is empty, at most `timeoutMs`; true when it is. */
  async flush(timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    this.#outbox.nudge();
    while (this.journal.size > 0 && performance.now() < deadline) await this.#clock.sleep(20);
    return this.journal.size === 0;
  }

  /** Ends all that runs and closes the files. What is queued stays on disk for the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#booting;
    await Promise.all([this.#heartbeat.stop(), this.#commands.stop(), this.#outbox.stop()]);
    await Promise.all([this.journal.close(), this.ledger.close()]);
    if (this.#ownsTransport) this.#transport.close();
  }

  async #boot(): Promise<void> {
    const isKnown = await this.#registrar.load();
    await this.#commands.reportInterrupted();
    if (isKnown) this.#startLoops();
    for (let attempt = 1; !this.#stopping.signal.aborted; attempt += 1) {
      const error = await this.#tryToRegister(attempt);
      // A machine that is in already is not kept out by a server that does not register it twice.
      if (error === null || (isKnown && error instanceof RefusedError)) break;
      const retryAfterMs = error instanceof UnreachableError ? error.retryAfterMs : 0;
      const backoff = this.options.backoff ?? DEFAULT_BACKOFF;
      const delayMs = retryDelayMs(attempt, this.#random, backoff, retryAfterMs);
      await this.#clock.sleep(delayMs, this.#stopping.signal);
    }
    this.#startLoops();
  }

  async #tryToRegister(attempt: number): Promise<Error | null> {
    try {
      await this.#register();
      this.#isConnected = true;
      return null;
    } catch (error) {
      this.#retry('registration', asError(error), attempt);
      return asError(error);
    }
  }

  #register(): Promise<void> {
    return this.#registrar.register(this.#api, this.#stopping.signal);
  }

  #startLoops(): void {
    if (this.#stopping.signal.aborted) return;
    this.#outbox.start();
    this.#commands.start();
    this.#heartbeat.start();
  }

  #makeOutbox(): Outbox {
    return new Outbox({
      journal: this.journal,
      parking: new Parking(this.options.stateDir),
      api: this.#api,
      clock: this.#clock,
      random: this.#random,
      backoff: this.options.backoff,
      onUnknownDevice: () => this.#register(),
      onParked: (parked) => this.#tell({ kind: 'parked', parked }),
      onRetry: (error, attempt) => this.#retry('outbox', error, attempt),
    });
  }

  #makeCommandLoop(): CommandLoop {
    return new CommandLoop({
      api: this.#api,
      ledger: this.ledger,
      clock: this.#clock,
      random: this.#random,
      backoff: this.options.backoff,
      waitSeconds: () => this.options.pollWaitSeconds ?? this.#registrar.pollWaitSeconds,
      handler: this.options.onCommand ?? (() => Promise.resolve({ status: 'unsupported' })),
      report: (result) => this.#queue('command_result', result),
      onUnknownDevice: () => this.#register(),
      onRetry: (error, attempt) => this.#retry('commands', error, attempt),
    });
  }

  #makeHeartbeat(): Heartbeat {
    return new Heartbeat({
      clock: this.#clock,
      random: this.#random,
      intervalSeconds: () => this.options.heartbeatSeconds ?? this.#registrar.heartbeatSeconds,
      beat: (signal) => this.#api.status(this.#statusReport(), signal),
      onAnswer: () => {
        this.#isConnected = true;
        this.#outbox.nudge();
        this.#commands.nudge();
      },
      onFailure: (error) => {
        this.#retry('heartbeat', error, 1);
        const isUnknown = error instanceof RefusedError && remedyFor(error) === 'register';
        if (isUnknown) this.#register().catch(() => undefined);
      },
    });
  }

  #statusReport(): StatusReport {
    return { ...this.options.readings?.(), ...this.#state, timestamp: this.#now() };
  }

  async #queue(type: EventType, payload: object): Promise<void> {
    await this.journal.append(type, this.#now(), payload);
    this.#outbox.wake();
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }

  #retry(part: 'registration' | 'heartbeat' | 'outbox' | 'commands', error: Error, attempt: number): void {
    if (error instanceof UnreachableError) this.#isConnected = false;
    this.#tell({ kind: 'retry', part, error, attempt });
  }

  #tell(problem: DeviceProblem): void {
    this.options.onProblem?.(problem);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
