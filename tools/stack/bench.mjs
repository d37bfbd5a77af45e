// `npm run bench [-- options]`: the benchmark on throw-away stores, or on DATABASE_URL and REDIS_URL when both are given.
import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { follow, runMain } from './processes.mjs';
import { root } from './rolldown.server.mjs';
import { startThrowAwayServices } from './services.mjs';

const say = (line) => console.error(line);

async function main() {
  await ensureInstalled(say);
  await build({ say });
  const command = [path.join(root, 'dist/tools/bench/main.js'), ...process.argv.slice(2)];
  const { DATABASE_URL, REDIS_URL } = process.env;
  const given = DATABASE_URL && REDIS_URL;
  const services = given
    ? { env: {}, stop: async () => {} }
    : await startThrowAwayServices({ say, durable: true });
  const code = await follow(process.execPath, command, { ...process.env, ...services.env });
  await services.stop();
  return code;
}

await runMain(main);
