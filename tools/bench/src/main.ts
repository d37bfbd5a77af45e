// `npm run bench [-- work …] [--smoke]`: the product beside a floor, a quick implementation and the database's own tool,
// in turn on one machine, so that the ratios hold on any. Exit 1 when something did not run, 0 whatever the figures say.
import 'reflect-metadata';
import { Bench } from './bench';
import type { PeerKind } from './contenders';
import { canMeasureCpu, watchMachine } from './cpu';
import { Databases } from './database';
import { serveLoad } from './load-process';
import { servePeer } from './peers/peer-process';
import { linesOf, type Measured, writeResults } from './report';
import { commandLatency } from './works/command-latency';
import { dashboard } from './works/dashboard';
import { deviceList } from './works/device-list';
import { dispatch } from './works/dispatch';
import { audit } from './works/audit';
import { exports } from './works/export';
import { heartbeats } from './works/heartbeats';
import { imports } from './works/import';
import { orderList } from './works/order-list';
import { orders } from './works/orders';
import { scale } from './works/scale';
import { sweeps } from './works/sweeps';
import type { Work } from './works/work';

const WORKS: Work[] = [
  heartbeats,
  orders,
  deviceList,
  orderList,
  dashboard,
  scale,
  sweeps,
  commandLatency,
  dispatch,
  exports,
  imports,
  audit,
];

async function main(args: string[]): Promise<number> {
  const smoke = args.includes('--smoke');
  const names = args.filter((arg) => arg !== '--smoke');
  const unknown = names.filter((name) => !WORKS.some((work) => work.name === name));
  if (unknown.length > 0) {
    console.error(
      `unknown work ${unknown.join(', ')}; there are ${WORKS.map(({ name }) => name).join(', ')}`,
    );
    return 2;
  }
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is needed; `npm run bench` starts servers of its own');
  if (!canMeasureCpu()) console.log('no /proc on this system: CPU is not measured');
  const databases = await Databases.open(url);
  const bench = new Bench(databases, smoke, (line) => console.error(line));
  const clear = async (): Promise<void> => {
    await bench.close();
    await databases.close();
  };
  // A run that is cut short leaves nothing behind either.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void clear().finally(() => process.exit(130)));
  }
  try {
    await measure(bench, names.length === 0 ? WORKS : WORKS.filter(({ name }) => names.includes(name)));
    return 0;
  } finally {
    await clear();
  }
}

async function measure(bench: Bench, works: Work[]): Promise<void> {
  const measured: Measured[] = [];
  for (const work of works) {
    const machine = watchMachine();
    const result = await work.run(bench);
    const done = { work, ...result, machine: machine() };
    measured.push(done);
    if (bench.smoke) continue;
    console.log(linesOf(done).join('\n'));
    await bench.stopContenders();
  }
  if (bench.smoke) console.log(`${works.length} works ran and answered`);
  else console.log(`\nwritten to ${writeResults(measured)}`);
}

async function start([role, kind, ...rest]: string[]): Promise<void> {
  if (role === '--load') return serveLoad();
  if (role === '--peer') return servePeer(kind as PeerKind, process.env.DATABASE_URL ?? '');
  process.exitCode = await main([role, kind, ...rest].filter((arg) => arg !== undefined));
}

start(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
