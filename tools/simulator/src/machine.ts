/** One simulated machine: customers, mishaps, technicians and commands, all told to the server through the SDK. */
import path from 'node:path';
import type { DeviceState, DeviceProblem } from '@coffee/device-sdk/device-client';
import { DeviceClient } from '@coffee/device-sdk/device-client';
import type { Random } from '@coffee/device-sdk/clock';
import { systemClock } from '@coffee/device-sdk/clock';
import type { Transport } from '@coffee/device-sdk/transport';
import { CommandMishaps } from './command-mishaps';
import { carryOut } from './commands';
import { Deeds } from './deeds';
import { Dice } from './dice';
import { Identity } from './identity';
import { Line, NO_LINE_TROUBLE, type LineTrouble } from './line';
import { Menu } from './menu';
import { Mishaps, type Mishap } from './mishaps';
import type { Pace } from './pace';
import { Power } from './power';
import { Customers, type Sale } from './sales';
import { Stock } from './stock';

export interface MachineOptions {
  deviceId: string;
  /** From 0; some traits (model, clock) go by it. */
  index: number;
  seed: number;
  baseUrl: string;
  /** Of the fleet; the machine has a folder in it. */
  stateDir: string;
  enrolmentToken: string | null;
  /** The share of commands that go wrong. */
  commandTrouble: number;
  transport: Transport;
  pace: Pace;
  onProblem: (problem: DeviceProblem) => void;
}

const MINUTE_MS = 60_000;
const HEARTBEAT_SECONDS = 30;
/** What a machine that is told to stop takes to deliver its last words. */
const FLUSH_MS = 1500;
const TROUBLE_PAUSE_MS = 5000;
const LINE_TROUBLE: LineTrouble = { loss: 0.01, repeat: 0.05 };

export class Machine {
  /** Sales since the start. */
  sold = 0;
  readonly customers: Customers;
  readonly commandMishaps: CommandMishaps;
  readonly #dice: Dice;
  readonly #line: Line;
  readonly #mishaps: Mishaps;
  readonly #identity: Identity;
  readonly #power = new Power(() => DeviceClient.open(this.#clientOptions()));
  readonly #roll: Random;
  #ending: AbortSignal = this.#power.signal;
  #busy: Promise<unknown> = Promise.resolve();
  /** Simulated times. */
  #mishapAt = Infinity;
  #technicianAt = Infinity;

  private constructor(
    readonly options: MachineOptions,
    readonly stock: Stock,
    readonly deeds: Deeds,
    readonly menu: Menu,
  ) {
    const { deviceId, seed, pace, transport, index } = options;
    const dice = (purpose: string): Dice => new Dice(seed, `${deviceId}/${purpose}`);
    this.#dice = dice('life');
    this.#roll = dice('sdk').roll;
    this.customers = new Customers(deviceId, dice('customers'), menu);
    this.#mishaps = new Mishaps(dice('mishaps'));
    const isLively = pace.salesPerSecond === null;
    this.commandMishaps = new CommandMishaps(dice('commands'), isLively ? options.commandTrouble : 0);
    this.#line = new Line(transport, dice('line'), isLively ? LINE_TROUBLE : NO_LINE_TROUBLE);
    this.#identity = new Identity(deviceId, index, dice('readings'), dice('clock'));
  }

  static async open(options: MachineOptions): Promise<Machine> {
    const dir = path.join(options.stateDir, options.deviceId);
    const stock = await Stock.open(dir, new Dice(options.seed, `${options.deviceId}/stock`));
    return new Machine(options, stock, await Deeds.open(dir), await Menu.open(dir));
  }

  get queued(): number {
    return this.#power.queued;
  }

  get isConnected(): boolean {
    return this.#power.isConnected;
  }

  get hasDoor(): boolean {
    return this.#identity.hasDoor;
  }

  /** The SDK's client of the moment; there is none while the power is cut. */
  get client(): DeviceClient {
    return this.#power.client;
  }

  /** Lives until `signal` aborts, then tells what it can still tell. */
  async run(signal: AbortSignal): Promise<void> {
    this.#ending = signal;
    await this.#switchOn();
    signal.addEventListener('abort', () => this.#power.cut(), { once: true });
    this.#mishapAt = this.options.pace.now() + this.#mishapDelayMs();
    while (!signal.aborted) {
      try {
        await this.#liveOn(signal);
      } catch (error) {
        this.options.onProblem({ kind: 'retry', part: 'outbox', error: error as Error, attempt: 1 });
        await systemClock.sleep(TROUBLE_PAUSE_MS, signal);
      }
    }
    await this.#inTurn(async () => {
      await this.#power.flush(FLUSH_MS);
      await this.#power.off();
    });
    await this.deeds.close();
  }

  /** Waits for what comes next, a customer, a mishap or a technician, and lives through it. */
  async #liveOn(signal: AbortSignal): Promise<void> {
    const { pace } = this.options;
    const customerAt = pace.now() + this.#dice.waitFor(pace.meanBetweenSalesMs());
    await pace.sleep(Math.min(customerAt, this.#mishapAt, this.#technicianAt) - pace.now(), signal);
    if (signal.aborted) return;
    if (pace.now() >= this.#mishapAt) {
      this.#mishapAt = Infinity;
      await this.#inTurn(() => this.#endure(this.#mishaps.next(), signal));
      this.#mishapAt = pace.now() + this.#mishapDelayMs();
    } else if (pace.now() >= this.#technicianAt) {
      this.#technicianAt = Infinity;
      await this.#inTurn(() => this.#maintain(signal));
    } else {
      await this.#inTurn(() => this.#serve());
    }
    const isCalled = this.#technicianAt !== Infinity;
    if (this.stock.isLow && !isCalled) this.#technicianAt = pace.now() + this.#technicianDelayMs();
  }

  /** One thing at a time: a machine has one brewing unit. What waited for it when the power went is forgotten. */
  exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    const { signal } = this.#power;
    return this.#inTurn(() => (signal.aborted ? Promise.reject(new Error('the power was cut')) : work()));
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#busy.then(work);
    this.#busy = result.catch(() => undefined);
    return result;
  }

  /** Simulated time in which the power may be cut; throws then. */
  async spend(simulatedMs: number): Promise<void> {
    const { pace } = this.options;
    await pace.sleep(pace.salesPerSecond === null ? simulatedMs : 0, this.#power.signal);
    if (this.#power.signal.aborted) throw new Error('the power was cut');
  }

  /** Whether the power has not been cut since the machine ran with this client. */
  isRunBy(client: DeviceClient): boolean {
    return this.#power.runs(client);
  }

  /** The power goes now and comes back after so long (simulated). */
  cutPower(durationMs: number): void {
    this.#power.cut();
    void this.#inTurn(() => this.#goDark(durationMs, this.#ending)).catch((error: unknown) =>
      this.options.onProblem({ kind: 'retry', part: 'commands', error: error as Error, attempt: 1 }),
    );
  }

  /** Brews what was sold, from the order to its end. */
  async brew(sale: Sale, orderId = sale.order.order_id): Promise<void> {
    await this.report('online', 'brewing');
    await this.spend(sale.brewMs);
    this.stock.take(sale.needs);
    this.stock.take(sale.spilt);
    const outcome = sale.failure === null ? 'completed' : 'failed';
    await this.client.reportOrderStatus(orderId, outcome, sale.failure ?? undefined);
    await this.report('online', 'idle');
    await this.reportStock();
  }

  async sell(sale: Sale): Promise<void> {
    await this.client.reportOrder(sale.order);
    this.sold += 1;
  }

  async report(status: DeviceState['status'], activity: string, extra: object = {}): Promise<void> {
    await this.client.reportState({ status, activity, extra: { ...extra } });
  }

  async reportStock(): Promise<void> {
    await this.stock.save();
    await this.client.reportMaterials(this.stock.report());
  }

  async #serve(): Promise<void> {
    const sale = this.customers.next(this.stock);
    if (!sale) return;
    try {
      await this.sell(sale);
      await this.brew(sale);
    } catch (error) {
      // Switched off in the middle: the order is on disk, its outcome stays open, as in life.
      if (!this.#power.signal.aborted) throw error;
    }
  }

  async #endure(mishap: Mishap, signal: AbortSignal): Promise<void> {
    const { pace } = this.options;
    if (mishap.kind === 'fault') {
      await this.report('fault', 'error', { fault_code: mishap.fault?.code, fault: mishap.fault?.message });
      await pace.sleep(mishap.durationMs, signal);
      return this.report('online', 'idle');
    }
    if (mishap.kind === 'offline') {
      // Customers come all the same: what they buy waits on disk.
      this.#line.cut();
      void pace.sleep(mishap.durationMs, signal).then(() => this.#line.restore());
      return;
    }
    await this.#goDark(mishap.durationMs, signal);
  }

  async #goDark(durationMs: number, signal: AbortSignal): Promise<void> {
    await this.#power.off();
    await this.options.pace.sleep(durationMs, signal);
    if (!signal.aborted) await this.#switchOn();
  }

  async #maintain(signal: AbortSignal): Promise<void> {
    const { pace } = this.options;
    await this.report('maintenance', 'refilling');
    await pace.sleep(pace.salesPerSecond === null ? this.#dice.between(2, 4) * MINUTE_MS : 0, signal);
    this.stock.refill();
    await this.reportStock();
    await this.report('online', 'idle');
  }

  #mishapDelayMs(): number {
    return this.options.pace.salesPerSecond === null ? this.#mishaps.wait() : Infinity;
  }

  #technicianDelayMs(): number {
    return this.options.pace.salesPerSecond === null ? this.#dice.between(4, 25) * MINUTE_MS : 0;
  }

  async #switchOn(): Promise<void> {
    const client = await this.#power.on();
    await this.report('online', 'idle');
    await this.reportStock();
    client.start();
  }

  #clientOptions(): Parameters<typeof DeviceClient.open>[0] {
    const { deviceId, baseUrl, stateDir, enrolmentToken, onProblem, pace } = this.options;
    return {
      baseUrl,
      stateDir: path.join(stateDir, deviceId),
      registration: this.#identity.registration(),
      enrolmentToken,
      onProblem,
      onCommand: (command) => carryOut(command, this),
      readings: () => this.#identity.readings(pace.speed),
      transport: this.#line,
      clock: this.#identity.clock,
      random: this.#roll,
      heartbeatSeconds: Math.max(1, HEARTBEAT_SECONDS / pace.speed),
      backoff: { baseMs: Math.max(250, 1000 / pace.speed), maxMs: Math.max(5000, 60_000 / pace.speed) },
      durable: pace.salesPerSecond === null,
    };
  }
}
