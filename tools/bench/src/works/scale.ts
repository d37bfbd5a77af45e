// Not a race but a question: does a page cost more where more machines are registered, the orders being as many?
import type { Lane } from '../bench';
import { signIn } from '../contenders';
import { deviceName } from '../plans';
import { DASHBOARD_PATHS } from './dashboard';
import { figureOf, type Target, totalCpu, type Work } from './work';

const ORDERS = 10_000;
const SIZES = [500, 5000] as const;
const SAMPLED = 200;

const PAGES: Record<string, (devices: number) => string[]> = {
  list: () => ['/api/v1/devices?page_size=20'],
  device: (devices) =>
    someOf(devices).flatMap((id) => [`/api/v1/devices/${id}`, `/api/v1/devices/${id}/summary`]),
  dashboard: () => DASHBOARD_PATHS,
};

const someOf = (devices: number): string[] =>
  Array.from({ length: SAMPLED }, (_, n) => deviceName((n * 37) % devices));

export const scale: Work = {
  name: 'scale',
  title: 'pages of the admin at 500 and at 5,000 machines, 10,000 orders',
  async run(bench) {
    const lanes: Lane[] = [];
    for (const size of SIZES) {
      const dataset = bench.sized({ devices: size, orders: ORDERS });
      const contender = await bench.contender('ours', dataset);
      const headers = await signIn(contender);
      for (const [page, paths] of Object.entries(PAGES)) {
        const plan = { kind: 'gets' as const, devices: size, paths: paths(dataset.devices), headers };
        lanes.push(bench.lane(`${page}, ${size}`, contender, plan));
      }
    }
    const figures = await bench.compare(lanes);
    const [few, many] = SIZES;
    const targets: Target[] = Object.keys(PAGES).map((page) => ({
      name: `${page}, ${many} / ${few} machines, total CPU`,
      value: totalCpu(figureOf(figures, `${page}, ${many}`)) / totalCpu(figureOf(figures, `${page}, ${few}`)),
      atMost: 1.3,
    }));
    return { figures, targets, notes: [] };
  },
};
