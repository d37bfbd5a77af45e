// `npm run cli -- <command>`: the command line on the running `npm start`, on DATABASE_URL, or on the kept state by itself.
import path from 'node:path';
import { build } from './build.mjs';
import { keptSecret } from './identity.mjs';
import { ensureInstalled } from './install.mjs';
import { follow, runMain } from './processes.mjs';
import { root } from './rolldown.server.mjs';
import { prepareStores } from './services.mjs';
import { loadEnvFile, runningState, stateFolder, takeFolder } from './state.mjs';

const args = process.argv.slice(2);
const say = (line) => console.error(line);
const onlyTells = args.length === 0 || args.some((arg) => ['--help', '-h', '--version'].includes(arg));

async function main() {
  loadEnvFile();
  await ensureInstalled(say);
  await build({ only: args[0] === 'simulate' ? ['cli', 'simulator'] : ['cli'], say });
  const { env, stop } = await environment();
  const code = await follow(process.execPath, [path.join(root, 'dist/apps/cli/main.js'), ...args], env);
  await stop();
  return code;
}

async function environment() {
  const nothing = async () => {};
  const dir = stateFolder();
  const running = runningState(dir);
  if (running) return { env: { ...running.env, ...process.env }, stop: nothing };
  const { DATABASE_URL, DATABASE_URL_FILE } = process.env;
  if (onlyTells || DATABASE_URL || DATABASE_URL_FILE) return { env: process.env, stop: nothing };
  return ownStores(dir);
}

async function ownStores(dir) {
  const { ports } = await takeFolder(dir, say);
  const { stores, env } = await prepareStores({ dir, ports, database: 'coffee', say });
  const started = [];
  const stop = async () => {
    for (const { store, child } of started.toReversed()) await store.stop(child);
  };
  try {
    for (const store of stores) started.push({ store, child: await store.start() });
  } catch (error) {
    await stop();
    throw error;
  }
  const own = {
    SECRET_KEY: keptSecret(path.join(dir, 'secret.key')),
    STORAGE_DIR: path.join(dir, 'storage'),
  };
  return { env: { ...own, ...process.env, ...env }, stop };
}

await runMain(main);
