import type { DeviceProblem } from '@coffee/device-sdk/device-client';
import { systemClock } from '@coffee/device-sdk/clock';
import { RefusedError } from '@coffee/device-sdk/errors';
import { HttpTransport } from '@coffee/device-sdk/transport';
import { SimulatedOutage } from './line';
import { Machine } from './machine';
import type { SimulatorOptions } from './options';
import { Pace } from './pace';

/** What a sale makes a machine say: brewing, the order, its end, idle, the stock. */
const EVENTS_PER_SALE = 5;
/** Between two machines that are switched on. */
const STAGGER_MS = 40;

/** N machines, and what they come to together. */
export class Fleet {
  readonly #transport: HttpTransport;
  readonly #pace: Pace;
  readonly #machines: Machine[] = [];
  readonly #told = new Set<string>();
  #errors = 0;
  #parked = 0;

  constructor(private readonly options: SimulatorOptions) {
    this.#transport = new HttpTransport(options.url);
    const { rate, devices, speed } = options;
    this.#pace = new Pace(speed, rate === null ? null : rate / devices / EVENTS_PER_SALE);
  }

  /** Runs all machines until `signal` aborts and every one has put itself in order. */
  async run(signal: AbortSignal): Promise<void> {
    const lives: Promise<void>[] = [];
    for (let index = 0; index < this.options.devices && !signal.aborted; index += 1) {
      const machine = await Machine.open({
        deviceId: `${this.options.prefix}${String(index + 1).padStart(4, '0')}`,
        index,
        seed: this.options.seed,
        baseUrl: this.options.url,
        stateDir: this.options.state,
        enrolmentToken: this.options.enrolmentToken,
        commandTrouble: this.options.commandTrouble,
        transport: this.#transport,
        pace: this.#pace,
        onProblem: (problem) => this.#note(problem),
      });
      this.#machines.push(machine);
      lives.push(machine.run(signal));
      await systemClock.sleep(STAGGER_MS, signal);
    }
    await Promise.all(lives);
    this.#transport.close();
  }

  /** How the fleet does, in one line. */
  progress(): string {
    const connected = this.#machines.filter((machine) => machine.isConnected).length;
    return `${this.#machines.length} machines (${connected} connected), ${this.totals()}`;
  }

  /** What it has done so far. */
  totals(): string {
    const sum = (of: (machine: Machine) => number): number =>
      this.#machines.reduce((total, machine) => total + of(machine), 0);
    return [
      `${sum((machine) => machine.sold)} orders sold`,
      `${sum((machine) => machine.queued)} reports queued`,
      `${this.#errors} errors`,
      `${this.#parked} refused`,
    ].join(', ');
  }

  /** A refusal that people have to mend (a token, a suspended machine) is said, once for the whole fleet. */
  #tellOfRefusal(error: Error): void {
    if (!(error instanceof RefusedError) || this.#told.has(error.message)) return;
    this.#told.add(error.message);
    console.error(`the server refuses: ${error.message}`);
  }

  #note(problem: DeviceProblem): void {
    if (problem.kind === 'parked') {
      this.#parked += 1;
      const { fact, code, message } = problem.parked;
      console.error(`refused ${fact.type}: ${code}: ${message}`);
    } else if (problem.kind === 'retry' && !(problem.error instanceof SimulatedOutage)) {
      this.#errors += 1;
      this.#tellOfRefusal(problem.error);
    }
  }
}
