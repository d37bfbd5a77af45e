import type { Lane, Slice } from '../bench';
import type { ContenderKind } from '../contenders';
import { figureOf, totalCpu, type Work } from './work';

const KINDS: ContenderKind[] = ['ours', 'floor', 'naive'];

export const orders: Work = {
  name: 'orders',
  title: '2,000 machines with 20,000 orders, 64 connections, one item each, 2 % sent twice',
  async run(bench) {
    const dataset = bench.sized({ devices: 2000, orders: 20_000 });
    const lanes: Lane[] = [];
    for (const kind of KINDS) {
      const plan = { kind: 'orders' as const, devices: dataset.devices, paths: [], headers: '' };
      lanes.push(bench.lane(kind, await bench.contender(kind, dataset), plan));
    }
    const figures = await bench.compare(lanes);
    const [ours, floor, naive] = KINDS.map((kind) => figureOf(figures, kind)) as [Slice, Slice, Slice];
    const targets = [
      { name: 'node CPU / floor', value: ours.node / floor.node, atMost: 3 },
      { name: 'PostgreSQL CPU / floor', value: ours.postgres / floor.postgres, atMost: 1.5 },
      { name: 'naive / our total CPU', value: totalCpu(naive) / totalCpu(ours), atLeast: 4 },
    ];
    return { figures, targets, notes: [] };
  },
};
