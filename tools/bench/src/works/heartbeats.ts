import type { Bench, Lane, Slice } from '../bench';
import type { ContenderKind } from '../contenders';
import type { Dataset } from '../database';
import { findPgbench, runPgbench } from '../pgbench';
import { median } from '../statistics';
import { figureOf, type Target, totalCpu, type Work, type WorkResult } from './work';

const KINDS: ContenderKind[] = ['ours', 'floor', 'naive'];
const PGBENCH_ROUNDS = 3;

/** The row of one machine, written by one statement: what a heartbeat costs when nobody gathers them. */
const singleRow = (devices: number): string => `
\\set id random(0, ${devices - 1})
update device_states set last_seen = now(), reported_at = now(), fw_version = '2.4.1', ip = '192.168.7.21', wifi_ssid = 'shop-guest', wifi_signal = -50, temperature = :id::integer % 90, uptime_seconds = 1000, clock_skew_ms = 12 where device_id = 'B-' || lpad((:id::integer)::text, 6, '0');
`;

export const heartbeats: Work = {
  name: 'heartbeats',
  title: '10,000 machines, 64 connections, answered after commit',
  async run(bench) {
    const dataset = bench.sized({ devices: 10_000, orders: 0 });
    const plan = { kind: 'heartbeats', devices: dataset.devices, paths: [], headers: '' } as const;
    const lanes: Lane[] = [];
    for (const kind of KINDS)
      lanes.push({
        name: kind,
        contender: await bench.contender(kind, dataset),
        plan: { ...plan, paths: [] },
      });
    const figures = await bench.compare(lanes);
    return withDatabase(bench, dataset, figures);
  },
};

async function withDatabase(
  bench: Bench,
  dataset: Dataset,
  figures: Record<string, Slice>,
): Promise<WorkResult> {
  const targets = judged(figures);
  if (findPgbench() === null)
    return { figures, targets, notes: ['database: not measured, pgbench is not installed'] };
  const single = await measureSingle(bench, dataset);
  const ours = figureOf(figures, 'ours');
  return {
    figures: { ...figures, pgbench: single },
    targets: [
      ...targets,
      { name: 'PostgreSQL CPU / pgbench', value: ours.postgres / single.postgres, atMost: 1 / 3 },
      { name: 'accepted / pgbench', value: ours.perSecond / single.perSecond, atLeast: 1, stretch: true },
    ],
    notes: [],
  };
}

async function measureSingle(bench: Bench, dataset: Dataset): Promise<Slice> {
  const url = await bench.databases.copyOf(dataset);
  const slices: Slice[] = [];
  for (let round = 0; round < (bench.smoke ? 1 : PGBENCH_ROUNDS); round += 1) {
    slices.push(await runPgbench(bench, url, singleRow(dataset.devices), bench.smoke ? 1 : 3));
  }
  const of = (key: keyof Slice): number => median(slices.map((slice) => slice[key]));
  return { perSecond: of('perSecond'), node: 0, postgres: of('postgres'), p50: of('p50'), p99: NaN };
}

function judged(figures: Record<string, Slice>): Target[] {
  const [ours, floor, naive] = KINDS.map((kind) => figureOf(figures, kind)) as [Slice, Slice, Slice];
  return [
    { name: 'node CPU / floor', value: ours.node / floor.node, atMost: 4 },
    { name: 'PostgreSQL CPU / floor', value: ours.postgres / floor.postgres, atMost: 1.3 },
    { name: 'naive / our total CPU', value: totalCpu(naive) / totalCpu(ours), atLeast: 6 },
  ];
}
