// Not a race but a question: does the dashboard cost more where more was sold before?
import type { Lane } from '../bench';
import { signIn } from '../contenders';
import { figureOf, totalCpu, type Work } from './work';

/** All that the page asks for. */
export const DASHBOARD_PATHS = ['summary', 'figures', 'hours', 'alarms', 'attention', 'availability'].map(
  (part) => `/api/v1/dashboard/${part}`,
);

const SIZES = { few: 10_000, many: 1_000_000 };

export const dashboard: Work = {
  name: 'dashboard',
  title: 'the dashboard of 2,000 machines at 10,000 and at 1,000,000 orders of 30 days',
  async run(bench) {
    const lanes: Lane[] = [];
    for (const [name, orders] of Object.entries(SIZES)) {
      const dataset = bench.sized({ devices: 2000, orders });
      const contender = await bench.contender('ours', dataset);
      const headers = await signIn(contender);
      const paths = DASHBOARD_PATHS;
      lanes.push(bench.lane(name, contender, { kind: 'gets', devices: dataset.devices, paths, headers }));
    }
    const figures = await bench.compare(lanes);
    const [few, many] = [figureOf(figures, 'few'), figureOf(figures, 'many')];
    const targets = [
      { name: '1,000,000 / 10,000, total CPU', value: totalCpu(many) / totalCpu(few), atMost: 1.5 },
    ];
    return { figures, targets, notes: [] };
  },
};
