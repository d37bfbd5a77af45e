import { Client } from 'pg';
import type { Bench, Lane, Slice } from '../bench';
import { type Contender, fieldsOf, signIn } from '../contenders';
import type { Dataset } from '../database';
import { deviceName } from '../plans';
import { median } from '../statistics';
import { figureOf, type Target, totalCpu, type Work } from './work';

const MACHINES = 20_000;
const FEW = 10_000;
const MANY = 1_000_000;
const CONNECTIONS = 64;

/** What was not there at first goes, so that every dispatch finds what the first one found. */
const RESET = [
  `delete from commands c using command_batches b where b.batch_id = c.batch_id and b.created_by <> 'seed'`,
  `delete from command_batches where created_by <> 'seed'`,
  `update device_states set pending_commands = 0 where pending_commands <> 0`,
  'vacuum commands, command_batches, device_states',
];

interface Side {
  contender: Contender;
  headers: Record<string, string>;
  dataset: Dataset;
}

export const dispatch: Work = {
  name: 'dispatch',
  title:
    'one command to 20,000 machines: done are commands, p50 of "create" is the time to answer all of them',
  async run(bench) {
    const few = await productSide(bench, FEW);
    const many = await productSide(bench, MANY);
    const floor = await floorSide(bench);
    const lanes = [
      creationLane(bench, 'create', few),
      creationLane(bench, 'create by ids', few, true),
      creationLane(bench, 'create, floor', floor),
      creationLane(bench, 'create, 1M old', many),
      deliveryLane(bench, 'deliver', few),
      deliveryLane(bench, 'deliver, floor', floor),
      deliveryLane(bench, 'deliver, 1M old', many),
    ];
    const figures = await bench.compare(lanes);
    return { figures, targets: judged(figures), notes: [] };
  },
};

function judged(figures: Record<string, Slice>): Target[] {
  const of = (name: string): Slice => figureOf(figures, name);
  const life = (suffix: string, part: (slice: Slice) => number): number =>
    part(of(`create${suffix}`)) + part(of(`deliver${suffix}`));
  const times = (name: string): number => of(name).p50 / of('create, floor').p50;
  const grown = (verb: string): number => totalCpu(of(`${verb}, 1M old`)) / totalCpu(of(verb));
  return [
    { name: 'time to answer / insert … select', value: times('create'), atMost: 5 },
    { name: 'by ids / insert … select', value: times('create by ids'), atMost: 5 },
    {
      name: 'whole life, total CPU / floor',
      value: life('', totalCpu) / life(', floor', totalCpu),
      atMost: 4,
    },
    {
      name: 'whole life, node CPU / floor',
      value: life('', ({ node }) => node) / life(', floor', ({ node }) => node),
      atMost: 4,
      stretch: true,
    },
    { name: 'create, 1,000,000 / 10,000 old commands, total CPU', value: grown('create'), atMost: 1.3 },
    { name: 'deliver, 1,000,000 / 10,000 old commands, total CPU', value: grown('deliver'), atMost: 1.3 },
  ];
}

async function productSide(bench: Bench, commands: number): Promise<Side> {
  const dataset = bench.sized({ devices: MACHINES, orders: 0, commands });
  const contender = await bench.contender('ours', dataset);
  return { contender, headers: fieldsOf(await signIn(contender)), dataset };
}

async function floorSide(bench: Bench): Promise<Side> {
  const dataset = bench.sized({ devices: MACHINES, orders: 0, commands: FEW });
  return { contender: await bench.contender('floor', dataset), headers: {}, dataset };
}

function creationLane(bench: Bench, name: string, side: Side, byIds = false): Lane {
  const { devices } = side.dataset;
  const body = bodyOf(
    byIds ? { device_ids: Array.from({ length: devices }, (_, n) => deviceName(n)) } : { filter: {} },
  );
  const take = async (seconds: number): Promise<Slice> => {
    const times: number[] = [];
    const cpu = { node: 0, postgres: 0 };
    let spent = 0;
    while (spent < seconds * 1000) {
      await reset(side);
      const { result, node, postgres } = await bench.costOf([side.contender], () => create(side, body));
      times.push(result);
      spent += result;
      cpu.node += node;
      cpu.postgres += postgres;
    }
    const made = times.length * devices;
    return {
      perSecond: (made / spent) * 1000,
      node: cpu.node / made,
      postgres: cpu.postgres / made,
      p50: median(times),
      p99: Math.max(...times),
    };
  };
  return { name, take };
}

function deliveryLane(bench: Bench, name: string, side: Side): Lane {
  const { contender, dataset } = side;
  const take = async (seconds: number): Promise<Slice> => {
    await reset(side);
    await create(side, bodyOf({ filter: {} }));
    const order = { kind: 'deliveries' as const, port: contender.port, devices: dataset.devices };
    const { slice } = await bench.load(name, [contender], { ...order, connections: CONNECTIONS, seconds });
    return slice;
  };
  return { name, take };
}

const bodyOf = (whom: object): string => JSON.stringify({ command_type: 'sync', ...whom });

/** Milliseconds to the answer. */
async function create({ contender, headers, dataset }: Side, body: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(`http://127.0.0.1:${contender.port}/api/v1/commands/dispatch`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body,
  });
  const text = await response.text();
  const milliseconds = performance.now() - startedAt;
  if (!text.includes(`"commands_created":${dataset.devices}`)) {
    throw new Error(`a dispatch: ${response.status} ${text.slice(0, 300)}`);
  }
  return milliseconds;
}

async function reset({ contender }: Side): Promise<void> {
  const client = new Client({ connectionString: contender.url });
  await client.connect();
  for (const statement of RESET) await client.query(statement);
  await client.end();
}
