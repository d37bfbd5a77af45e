// `npm run bench [-- options]`: the benchmark on throw-away stores, or on DATABASE_URL and REDIS_URL when both are given.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { StackError } from './processes.mjs';
import { root } from './rolldown.server.mjs';
import { startThrowAwayServices } from './services.mjs';

const say = (line) => console.error(line);

async function main() {
  await ensureInstalled(say);
  await build({ say });
  const { DATABASE_URL, REDIS_URL } = process.env;
  const given = DATABASE_URL && REDIS_URL;
  const services = given ? { env: {}, stop: async () => {} } : await startThrowAwayServices({ say });
  const code = await follow({ ...process.env, ...services.env });
  await services.stop();
  return code;
}

function follow(env) {
  return new Promise((resolve) => {
    const args = [path.join(root, 'dist/tools/bench/main.js'), ...process.argv.slice(2)];
    const child = spawn(process.execPath, args, { stdio: 'inherit', env });
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

main().then(
  (code) => (process.exitCode = code),
  (error) => {
    console.error(error instanceof StackError ? error.message : error);
    process.exitCode = 1;
  },
);
