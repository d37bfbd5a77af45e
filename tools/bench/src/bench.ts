import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { type Contender, type ContenderKind, startContender } from './contenders';
import { familyCpu, processCpu } from './cpu';
import { type Databases, type Dataset } from './database';
import type { LoadOrder, LoadResult } from './load-process';
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
    return this.smoke ? { devices: 40, orders: 40 } : dataset;
  }

  async contender(kind: ContenderKind, dataset: Dataset): Promise<Contender> {
    const key = `${kind} ${JSON.stringify(dataset)}`;
    let made = this.contenders.get(key);
    if (!made) {
      made = this.databases.copyOf(dataset).then((url) => startContender(kind, url));
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
    return { name, take: (seconds) => this.request(name, contender, plan, seconds) };
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

  /** CPU of all processes of PostgreSQL, milliseconds. */
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

  private async request(
    name: string,
    contender: Contender,
    plan: Omit<Plan, 'run'>,
    seconds: number,
  ): Promise<Slice> {
    const before = { node: processCpu(contender.pid), postgres: this.postgresCpu() };
    const run = randomBytes(4).toString('hex');
    const result = await this.load({
      port: contender.port,
      plan: { ...plan, run },
      connections: CONNECTIONS,
      seconds,
    });
    const after = { node: processCpu(contender.pid), postgres: this.postgresCpu() };
    if (result.failed > 0 || result.done === 0) {
      throw new Error(
        `${name}: ${result.failed} failed of ${result.done + result.failed}: ${result.failure}`,
      );
    }
    return {
      perSecond: result.done / result.seconds,
      node: (after.node - before.node) / result.done,
      postgres: (after.postgres - before.postgres) / result.done,
      p50: result.p50,
      p99: result.p99,
    };
  }

  private load(order: LoadOrder): Promise<LoadResult> {
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
