// node tools/stack/with-services.mjs -- <command …>: runs the command with a throw-away PostgreSQL and Redis.
import { follow, runMain } from './processes.mjs';
import { startThrowAwayServices } from './services.mjs';

await runMain(async () => {
  const separator = process.argv.indexOf('--');
  const [command, ...args] = process.argv.slice(separator < 0 ? 2 : separator + 1);
  if (!command) {
    console.error('usage: node tools/stack/with-services.mjs -- <command> [arguments]');
    return 2;
  }
  const services = await startThrowAwayServices({ say: (line) => console.error(line) });
  try {
    return await follow(command, args, { ...process.env, ...services.env });
  } finally {
    await services.stop();
  }
});
