// Machines that wait in long polls, while people send commands to them at random.
import { setTimeout as pause } from 'node:timers/promises';
import { commandsIn, pollText, resultText } from './deliveries';
import { HttpConnection, requestText } from './http-connection';
import { type LoadResult, loadResult, type PollAnswer } from './load-result';
import { deviceName } from './plans';

export interface WaitingLoad {
  kind: 'waiting';
  /** Of the API's processes: machines and people spread over them. */
  ports: number[];
  /** Of a person who is signed in. */
  headers: string;
  devices: number;
  perSecond: number;
  seconds: number;
}

/** So many people, each of whom waits for an answer before the next command. */
const PEOPLE = 8;
const COMMAND = '{"type":"sync"}';

const now = (): number => performance.timeOrigin + performance.now();

/** Its latencies are those of people; those of machines are for the caller to tell, who knows when a command was committed. */
export async function runWaiting(load: WaitingLoad): Promise<LoadResult> {
  const shop = new Shop(load);
  const machines = Array.from({ length: load.devices }, (_, n) => shop.machine(n));
  // Answered when all polls have looked for the first time: each process asks its database in turn.
  await Promise.all(load.ports.map((_, n) => shop.send(shop.connect(n), deviceName(n))));
  shop.forget();
  const startedAt = performance.now();
  const until = startedAt + load.seconds * 1000;
  await Promise.all(Array.from({ length: PEOPLE }, (_, n) => shop.person(n, until)));
  const milliseconds = performance.now() - startedAt;
  shop.close();
  await Promise.all(machines);
  return { ...loadResult(shop.latencies, shop.failures, milliseconds), answers: shop.answers };
}

class Shop {
  latencies: number[] = [];
  answers: PollAnswer[] = [];
  readonly failures: string[] = [];
  private readonly waiting = new Set<string>();
  private readonly connections: HttpConnection[] = [];
  private isOver = false;

  constructor(private readonly load: WaitingLoad) {}

  async machine(n: number): Promise<void> {
    const device = deviceName(n);
    const connection = this.connect(n);
    try {
      while (!this.isOver) await this.wait(connection, device);
    } catch (error) {
      if (!this.isOver) this.failures.push(`${device}: ${String(error)}`);
    }
  }

  async person(n: number, until: number): Promise<void> {
    const connection = this.connect(n);
    for (;;) {
      await pause(-Math.log(1 - Math.random()) * (PEOPLE / this.load.perSecond) * 1000);
      if (performance.now() > until || this.failures.length > 100) return;
      const device = [...this.waiting][Math.floor(Math.random() * this.waiting.size)];
      if (device === undefined) continue;
      this.waiting.delete(device);
      await this.send(connection, device);
    }
  }

  async send(connection: HttpConnection, device: string): Promise<void> {
    const sentAt = performance.now();
    const path = `/api/v1/devices/${device}/commands`;
    const { status, body } = await connection.send(requestText('POST', path, this.load.headers, COMMAND));
    if (status === 201) this.latencies.push(performance.now() - sentAt);
    else this.failures.push(`a command to ${device}: ${status} ${body.slice(0, 300)}`);
  }

  connect(n: number): HttpConnection {
    const { ports } = this.load;
    const connection = new HttpConnection(ports[n % ports.length] ?? 0);
    this.connections.push(connection);
    return connection;
  }

  /** What was before the beginning. */
  forget(): void {
    this.latencies = [];
    this.answers = [];
  }

  /** Those who wait hang up. */
  close(): void {
    this.isOver = true;
    for (const connection of this.connections) connection.hangUp();
  }

  private async wait(connection: HttpConnection, device: string): Promise<void> {
    this.waiting.add(device);
    const { body } = await connection.send(pollText(device));
    const answeredAt = now();
    this.waiting.delete(device);
    for (const { command_id, issued_at } of commandsIn(body)) {
      this.answers.push({ command_id, issued_at, answered_at: answeredAt });
      await connection.send(resultText(device, command_id));
    }
  }
}
