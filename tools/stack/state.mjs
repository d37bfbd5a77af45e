// What a starter leaves in STATE_DIR for the next one: who runs, on which ports, with which secrets.
import fs from 'node:fs';
import path from 'node:path';
import { commandLine, endLeftover, StackError } from './processes.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const STARTER = 'start.mjs';

/** What .env says; the environment itself wins. */
export function loadEnvFile() {
  const file = path.join(root, '.env');
  if (fs.existsSync(file)) process.loadEnvFile(file);
}

export const stateFolder = () => path.resolve(root, process.env.STATE_DIR || '.state');

const fileIn = (dir) => path.join(dir, 'stack.json');

export function readState(dir) {
  try {
    return JSON.parse(fs.readFileSync(fileIn(dir), 'utf8'));
  } catch {
    return {};
  }
}

export function writeState(dir, state) {
  const fresh = `${fileIn(dir)}.${process.pid}`;
  fs.writeFileSync(fresh, JSON.stringify(state, null, 2), { mode: 0o600 });
  fs.renameSync(fresh, fileIn(dir));
}

/** The state of the starter that runs on this folder now, or null. */
export function runningState(dir) {
  const state = readState(dir);
  const runs = state.pid && state.pid !== process.pid && commandLine(state.pid).includes(STARTER);
  return runs ? state : null;
}

/** Takes the folder: refuses when a starter runs on it, ends what a killed starter left behind. */
export async function takeFolder(dir, say) {
  fs.mkdirSync(dir, { recursive: true, mode: 0o711 });
  const running = runningState(dir);
  if (running)
    throw new StackError(
      `Coffee Admin already runs on ${dir} (process ${running.pid}, port ${running.port})`,
    );
  const state = readState(dir);
  for (const { name, pid, mark } of state.parts ?? []) {
    if (await endLeftover(pid, mark)) say(`ended ${name}, left over from a start that was killed`);
  }
  return state;
}
