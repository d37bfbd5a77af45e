import type { Bench, Lane, Slice } from '../bench';
import type { ContenderKind } from '../contenders';
import type { Dataset } from '../database';
import { findPgbench, runPgbench } from '../pgbench';
import { figureOf, type Target, totalCpu, type Work } from './work';

const KINDS: ContenderKind[] = ['ours', 'floor', 'naive'];

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
    const plan = { kind: 'heartbeats' as const, devices: dataset.devices, paths: [], headers: '' };
    const lanes: Lane[] = [];
    for (const kind of KINDS) lanes.push(bench.lane(kind, await bench.contender(kind, dataset), plan));
    const hasPgbench = findPgbench() !== null;
    if (hasPgbench) lanes.push(await databaseLane(bench, dataset));
    const figures = await bench.compare(lanes);
    const targets = [...judged(figures), ...(hasPgbench ? judgedByDatabase(figures) : [])];
    return {
      figures,
      targets,
      notes: hasPgbench ? [] : ['database: not measured, pgbench is not installed'],
    };
  },
};

async function databaseLane(bench: Bench, dataset: Dataset): Promise<Lane> {
  const url = await bench.databases.copyOf(dataset);
  const script = singleRow(dataset.devices);
  return { name: 'pgbench', take: (seconds) => runPgbench(bench, url, script, seconds) };
}

function judgedByDatabase(figures: Record<string, Slice>): Target[] {
  const ours = figureOf(figures, 'ours');
  const single = figureOf(figures, 'pgbench');
  return [
    { name: 'PostgreSQL CPU / pgbench', value: ours.postgres / single.postgres, atMost: 1 / 3 },
    { name: 'accepted / pgbench', value: ours.perSecond / single.perSecond, atLeast: 1, stretch: true },
  ];
}

function judged(figures: Record<string, Slice>): Target[] {
  const [ours, floor, naive] = KINDS.map((kind) => figureOf(figures, kind)) as [Slice, Slice, Slice];
  return [
    { name: 'node CPU / floor', value: ours.node / floor.node, atMost: 4 },
    { name: 'PostgreSQL CPU / floor', value: ours.postgres / floor.postgres, atMost: 1.3 },
    { name: 'naive / our total CPU', value: totalCpu(naive) / totalCpu(ours), atLeast: 6 },
  ];
}
