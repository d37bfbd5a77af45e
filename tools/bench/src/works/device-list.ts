import type { Bench, Lane } from '../bench';
import { signIn } from '../contenders';
import type { Dataset } from '../database';
import { figureOf, totalCpu, type Work } from './work';

const PATHS = ['device_id', '-device_id', '-created_at', 'last_seen'].map(
  (sort) => `/api/v1/devices?status=online&sort=${sort}&page_size=20`,
);

export const deviceList: Work = {
  name: 'device-list',
  title: 'the list of machines, filtered and sorted, 20 rows of 10,000 and of 100,000',
  async run(bench) {
    const few = bench.sized({ devices: 10_000, orders: 0 });
    const many = bench.sized({ devices: 100_000, orders: 0 });
    const lanes = [
      await productLane(bench, 'ours, 10,000', few),
      await floorLane(bench, 'floor, 10,000', few),
      await productLane(bench, 'ours, 100,000', many),
      await floorLane(bench, 'floor, 100,000', many),
    ];
    const figures = await bench.compare(lanes);
    const of = (name: string): number => totalCpu(figureOf(figures, name));
    const targets = [
      { name: 'total CPU / floor, 10,000', value: of('ours, 10,000') / of('floor, 10,000'), atMost: 2.5 },
      { name: 'total CPU / floor, 100,000', value: of('ours, 100,000') / of('floor, 100,000'), atMost: 2.5 },
      { name: '100,000 / 10,000, total CPU', value: of('ours, 100,000') / of('ours, 10,000'), atMost: 1.3 },
    ];
    return { figures, targets, notes: [] };
  },
};

async function productLane(bench: Bench, name: string, dataset: Dataset): Promise<Lane> {
  const contender = await bench.contender('ours', dataset);
  const plan = {
    kind: 'gets' as const,
    devices: dataset.devices,
    paths: PATHS,
    headers: await signIn(contender),
  };
  return bench.lane(name, contender, plan);
}

async function floorLane(bench: Bench, name: string, dataset: Dataset): Promise<Lane> {
  const contender = await bench.contender('floor', dataset);
  return bench.lane(name, contender, { kind: 'gets', devices: dataset.devices, paths: PATHS, headers: '' });
}
