// One process, or WEB_CONCURRENCY of them behind one port. Signals are handled here alone.
import cluster, { type Worker } from 'node:cluster';
import { availableParallelism } from 'node:os';
import type { Config } from '@coffee/platform/config';
import type { Logger } from '@coffee/platform/logging';
import { serveClusterMetrics } from '@coffee/platform/metrics';

type Stop = () => Promise<void>;

const RESPAWN_MS = 500;
const MAX_RESPAWN_MS = 10_000;
/** A process that lived this long did not die of its start. */
const STEADY_MS = 30_000;

export async function runProcesses(
  config: Config,
  logger: Logger,
  serve: () => Promise<Stop>,
): Promise<void> {
  const processes = config.webConcurrency === 0 ? availableParallelism() : config.webConcurrency;
  const stop = processes > 1 && cluster.isPrimary ? forkAll(processes, logger) : await serve();
  stopOnSignal(stop, logger);
}

function stopOnSignal(stop: Stop, logger: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the shutdown failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

function forkAll(processes: number, logger: Logger): Stop {
  serveClusterMetrics();
  let stopping = false;
  let quickDeaths = 0;
  const bornAt = new Map<number, number>();
  const fork = (): void => {
    const worker = cluster.fork();
    bornAt.set(worker.id, Date.now());
  };
  cluster.on('exit', (worker: Worker, code, signal) => {
    if (stopping) return;
    const steady = Date.now() - (bornAt.get(worker.id) ?? 0) > STEADY_MS;
    quickDeaths = steady ? 0 : quickDeaths + 1;
    const delay = Math.min(RESPAWN_MS * 2 ** Math.min(quickDeaths, 6), MAX_RESPAWN_MS);
    logger.error({ code, signal, delay_ms: delay }, 'a process of the API died and is replaced');
    setTimeout(() => !stopping && fork(), delay);
  });
  for (let index = 0; index < processes; index += 1) fork();
  return async () => {
    stopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(workers.map(endWorker));
  };
}

function endWorker(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    if (worker.isDead()) return resolve();
    worker.once('exit', () => resolve());
    worker.process.kill('SIGTERM');
  });
}
