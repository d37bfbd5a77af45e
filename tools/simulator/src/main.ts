import { once, setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { plan } from './demand';
import { Fleet } from './fleet';
import { readOptions, USAGE, UsageError, type SimulatorOptions } from './options';

const PROGRESS_MS = 30_000;
/** Longer than a machine takes to put itself in order; past it the queues on disk are good enough. */
const STOP_PATIENCE_MS = 5000;

async function simulate(options: SimulatorOptions): Promise<void> {
  await mkdir(options.state, { recursive: true });
  const ending = new AbortController();
  // Every machine listens for the end.
  setMaxListeners(0, ending.signal);
  const end = (): void => {
    if (ending.signal.aborted) process.exit(130);
    ending.abort();
    setTimeout(() => process.exit(0), STOP_PATIENCE_MS).unref();
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (options.duration !== null) setTimeout(() => ending.abort(), options.duration * 1000).unref();
  const fleet = new Fleet(options);
  console.log(
    `simulating ${options.devices} machines at ${options.url}, speed ${options.speed}, seed ${options.seed}`,
  );
  const ticking = setInterval(() => console.log(fleet.progress()), PROGRESS_MS);
  await fleet.run(ending.signal);
  clearInterval(ticking);
  console.log(`stopped, ${fleet.totals()}`);
}

async function print(options: SimulatorOptions, days: number): Promise<void> {
  for await (const line of plan(options, days, Date.now()))
    if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
}

async function main(): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options === null) console.log(USAGE);
    else if (options.plan !== null) await print(options, options.plan);
    else await simulate(options);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    console.error(isUsage ? `${error.message}\n\n${USAGE}` : error);
    process.exitCode = isUsage ? 2 : 1;
  }
}

void main();
