import type { Bench, Lane } from '../bench';
import { type Contender, fieldsOf, signIn } from '../contenders';
import { deviceName } from '../plans';
import { figureOf, type Target, totalCpu, type Work } from './work';

const SIZES = [100_000, 1_000_000] as const;
const PAGE_SIZE = 20;
const DEEP_PAGE = 500;
const DAY_MS = 86_400_000;

const first = `/api/v1/orders?page_size=${PAGE_SIZE}`;

export const orderList: Work = {
  name: 'order-list',
  title: 'the list of orders of 2,000 machines: first page, page 500, a machine’s day; 100,000 and 1,000,000',
  async run(bench) {
    const lanes: Lane[] = [];
    for (const size of SIZES) lanes.push(...(await lanesOf(bench, size)));
    const figures = await bench.compare(lanes);
    const [few, many] = SIZES;
    const cost = (page: string, size: number): number => totalCpu(figureOf(figures, `${page}, ${size}`));
    const targets: Target[] = ['first', 'deep', 'machine'].map((page) => ({
      name: `${page}: ${many} / ${few} orders, total CPU`,
      value: cost(page, many) / cost(page, few),
      atMost: 1.3,
    }));
    targets.push({
      name: 'deep page / first page, total CPU',
      value: cost('deep', many) / cost('first', many),
      atMost: 1.3,
    });
    return { figures, targets, notes: [] };
  },
};

async function lanesOf(bench: Bench, size: number): Promise<Lane[]> {
  const dataset = bench.sized({ devices: 2000, orders: size });
  const contender = await bench.contender('ours', dataset);
  const headers = await signIn(contender);
  const day = new Date(Date.now() - DAY_MS).toISOString();
  const pages: Record<string, string[]> = {
    first: [first],
    deep: [`${first}&cursor=${await deepCursor(contender, headers)}`],
    machine: Array.from({ length: 50 }, (_, n) => `${first}&device_id=${deviceName(n)}&from=${day}`),
  };
  return Object.entries(pages).map(([page, paths]) =>
    bench.lane(`${page}, ${size}`, contender, { kind: 'gets', devices: dataset.devices, paths, headers }),
  );
}

/** After page 500, or after the first where there are not as many. */
async function deepCursor({ port }: Contender, lines: string): Promise<string> {
  const headers = fieldsOf(lines);
  for (const page of [DEEP_PAGE, 1]) {
    const response = await fetch(`http://127.0.0.1:${port}${first}&page=${page}`, { headers });
    const { data } = (await response.json()) as { data: { pagination: { next_cursor: string | null } } };
    if (data.pagination.next_cursor !== null) return data.pagination.next_cursor;
  }
  throw new Error('the list has one page only');
}
