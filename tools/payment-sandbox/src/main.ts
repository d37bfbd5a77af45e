import { readOptions, type SandboxOptions, USAGE, UsageError } from './options';
import { Sandbox } from './sandbox';

async function run(options: SandboxOptions): Promise<void> {
  const sandbox = new Sandbox(options);
  const end = (): void => void sandbox.stop().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  const url = await sandbox.start();
  console.log(`payment sandbox at ${url}`);
}

async function main(): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options === null) console.log(USAGE);
    else await run(options);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    console.error(isUsage ? `${error.message}\n\n${USAGE}` : error);
    process.exitCode = isUsage ? 2 : 1;
  }
}

void main();
