import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { type Contender, type ContenderKind, startContender } from './contenders';
import { familyCpu, processCpu } from './cpu';
import { type Databases, type Dataset } from './database';
import type { LoadOrder } from './load-process';
import type { LoadResult } from './load-result';
import type { Plan } from './plans';
import { median } from './statistics';

/** One stretch of load on one server. Times in milliseconds; CPU per request that was done. */
export interface Slice {
  perSecond: number;
  node: number;
  postgres: number;
  p50: number;
  p99: number;
}

/** What is compared: takes one stretch of load. */
export interface Lane {
  name: string;
  take(seconds: number): Promise<Slice>;
}

const CONNECTIONS = 64;
/** Warm is when a slice costs as much as the one before it, give or take this share. */
const FLAT = 0.08;

export class Bench {
  private readonly loader: ChildProcess = fork(__filename, ['--load']);
  private readonly contenders = new Map<string, Promise<Contender>>();

  constructor(
    readonly databases: Databases,
    readonly smoke: boolean,
    private readonly say: (line: string) => void,
  ) {}

  /** A size for the real run, and for the smoke run one for all works, so that few servers are started. */
  sized(dataset: Dataset): Dataset {
    return this.smoke ? { devices: 40, orders: 40, commands: 40 } : dataset;
  }

  /** `place`: processes of one kind on one database have one each. */
  async contender(kind: ContenderKind, dataset: Dataset, place = 0): Promise<Contender> {
    const key = `${kind} ${place} ${JSON.stringify(dataset)}`;
    let made = this.contenders.get(key);
    if (!made) {
      const url =
        place === 0
          ? this.databases.copyOf(dataset)
          : this.contender(kind, dataset).then(({ url: first }) => first);
      made = url.then((known) => startContender(kind, known));
      this.contenders.set(key, made);
    }
    return made;
  }

  /** Between works: the next one starts afresh. The smoke run keeps them. */
  async stopContenders(): Promise<void> {
    const stopping = [...this.contenders.values()].map(async (made) => (await made).stop());
    await Promise.allSettled(stopping);
    this.contenders.clear();
  }

  async close(): Promise<void> {
    await this.stopContenders();
    this.loader.disconnect();
  }

  /** A server under this load. */
  lane(name: string, contender: Contender, plan: Omit<Plan, 'run'>): Lane {
    const take = async (seconds: number): Promise<Slice> => {
      const run = randomBytes(4).toString('hex');
      const { port } = contender;
      const connections = CONNECTIONS;
      const order = { kind: 'requests' as const, port, plan: { ...plan, run }, connections, seconds };
      return (await this.load(name, [contender], order)).slice;
    };
    return { name, take };
  }

  /** One stretch of load on these servers. */
  async load(
    name: string,
    contenders: Contender[],
    order: LoadOrder,
  ): Promise<{ slice: Slice; result: LoadResult }> {
    const { result, node, postgres } = await this.costOf(contenders, () => this.send(order));
    if (result.failed > 0 || result.done === 0) {
      throw new Error(
        `${name}: ${result.failed} failed of ${result.done + result.failed}: ${result.failure}`,
      );
    }
    const slice = {
      perSecond: result.done / result.seconds,
      node: node / result.done,
      postgres: postgres / result.done,
      p50: result.p50,
      p99: result.p99,
    };
    return { slice, result };
  }

  /** CPU of these servers and of PostgreSQL while something runs, milliseconds. */
  async costOf<T>(
    contenders: Contender[],
    work: () => Promise<T>,
  ): Promise<{ result: T; node: number; postgres: number }> {
    const nodeCpu = (): number => contenders.reduce((sum, { pid }) => sum + processCpu(pid), 0);
    const before = { node: nodeCpu(), postgres: this.postgresCpu() };
    const result = await work();
    return { result, node: nodeCpu() - before.node, postgres: this.postgresCpu() - before.postgres };
  }

  /** Warms all lanes up, then takes them in turn; answers the medians of each by its name. */
  async compare(lanes: Lane[]): Promise<Record<string, Slice>> {
    const { seconds, rounds, warm } = this.smoke
      ? { seconds: 0.2, rounds: 1, warm: 0 }
      : { seconds: 3, rounds: 3, warm: 4 };
    for (const lane of lanes) await this.warmUp(lane, warm);
    await this.databases.checkpoint();
    const slices = new Map<string, Slice[]>(lanes.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const lane of lanes) slices.get(lane.name)?.push(await this.slice(lane, seconds));
    }
    return Object.fromEntries([...slices].map(([name, taken]) => [name, middle(taken)]));
  }

  /** Of all processes of PostgreSQL. */
  postgresCpu(): number {
    return this.databases.postmaster === null ? NaN : familyCpu(this.databases.postmaster);
  }

  private async warmUp(lane: Lane, most: number): Promise<void> {
    let last = NaN;
    for (let n = 0; n < most; n += 1) {
      const { node, postgres } = await this.slice(lane, 2);
      if (Math.abs(node + postgres - last) <= last * FLAT) break;
      last = node + postgres;
    }
  }

  private async slice(lane: Lane, seconds: number): Promise<Slice> {
    const slice = await lane.take(seconds);
    const { perSecond, node, postgres } = slice;
    this.say(`  ${lane.name}: ${perSecond.toFixed(0)}/s, ${node.toFixed(3)} + ${postgres.toFixed(3)} ms`);
    return slice;
  }

  private send(order: LoadOrder): Promise<LoadResult> {
    return new Promise((resolve, reject) => {
      const lost = (): void => reject(new Error('the process that makes the load ended'));
      this.loader.once('exit', lost);
      this.loader.once('message', (result: LoadResult) => {
        this.loader.off('exit', lost);
        resolve(result);
      });
      this.loader.send(order);
    });
  }
}

function middle(slices: Slice[]): Slice {
  const of = (key: keyof Slice): number => median(slices.map((slice) => slice[key]));
  return {
    perSecond: of('perSecond'),
    node: of('node'),
    postgres: of('postgres'),
    p50: of('p50'),
    p99: of('p99'),
  };
}
