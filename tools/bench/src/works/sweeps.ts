// What the clock of the installation costs while nobody asks for anything: all sweeps of the worker, with many machines.
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench, Slice } from '../bench';
import { startContender } from '../contenders';
import { processCpu } from '../cpu';
import type { Dataset } from '../database';
import { newStorage, TaskProcess } from '../task-process';
import { figureOf, totalCpu, type Work } from './work';

const FEW: Dataset = { devices: 500, orders: 1_000_000 };
const MANY: Dataset = { devices: 10_000, orders: 1_000_000 };
/** Twice the slowest pace but the hourly one's, so that the first rounds, which find everything new, are over. */
const SETTLE_SECONDS = 120;
const SECONDS = 120;
const A_CORE_MS = 1_000;

export const sweeps: Work = {
  name: 'sweeps',
  title: 'a second of the worker whose clock alone runs, 1,000,000 orders; done/s counts seconds',
  async run(bench) {
    const figures = {
      [`${FEW.devices} machines`]: await idle(bench, bench.sized(FEW)),
      [`${MANY.devices} machines`]: await idle(bench, bench.sized(MANY)),
    };
    const many = totalCpu(figureOf(figures, `${MANY.devices} machines`));
    const targets = [
      { name: `share of a core at ${MANY.devices} machines`, value: many / A_CORE_MS, atMost: 0.25 },
    ];
    return { figures, targets, notes: [] };
  },
};

async function idle(bench: Bench, dataset: Dataset): Promise<Slice> {
  const url = await bench.databases.copyOf(dataset);
  const storage = newStorage();
  const api = await startContender('ours', url, { STORAGE_DIR: storage });
  const worker = new TaskProcess(url, api, storage);
  const [settle, seconds] = bench.smoke ? [0, 0.5] : [SETTLE_SECONDS, SECONDS];
  try {
    await pause(settle * 1_000);
    const before = processCpu(worker.pid);
    const { postgres } = await bench.costOf([], () => pause(seconds * 1_000));
    const node = processCpu(worker.pid) - before;
    return { perSecond: 1, node: node / seconds, postgres: postgres / seconds, p50: NaN, p99: NaN };
  } finally {
    await worker.stop();
    await api.stop();
  }
}
