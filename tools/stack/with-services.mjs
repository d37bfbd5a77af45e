// node tools/stack/with-services.mjs -- <command …>: runs the command with a throw-away PostgreSQL and Redis.
import { spawn } from 'node:child_process';
import { startThrowAwayServices } from './services.mjs';
import { StackError } from './processes.mjs';

const separator = process.argv.indexOf('--');
const [command, ...args] = process.argv.slice(separator < 0 ? 2 : separator + 1);
if (!command) {
  console.error('usage: node tools/stack/with-services.mjs -- <command> [arguments]');
  process.exit(2);
}

try {
  const services = await startThrowAwayServices({ say: (line) => console.error(line) });
  const code = await follow(services.env);
  await services.stop();
  process.exitCode = code;
} catch (error) {
  if (!(error instanceof StackError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function follow(env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    // The terminal sends Ctrl-C to the command as well; here it must only not end us before the stores are stopped.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('error', (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
