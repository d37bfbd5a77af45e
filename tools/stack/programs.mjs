// Programs that npm cannot bring: found on PATH, else installed as root on Debian and Ubuntu, else named in one line.
import { findOnPath, isExecutable, run, StackError } from './processes.mjs';

const REDIS = {
  title: 'Redis',
  names: ['redis-server', 'valkey-server'],
  apt: 'redis-server',
  variable: 'REDIS_URL to a server of yours',
  brew: 'brew install redis',
  dnf: 'sudo dnf install valkey',
};
const CHROMIUM = {
  title: 'Chromium',
  names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  apt: 'chromium',
  variable: 'CHROMIUM_PATH to its executable',
  brew: 'brew install --cask chromium',
  dnf: 'sudo dnf install chromium',
};
const MAC_CHROMES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

export const ensureRedisServer = (say) => ensure(REDIS, say);

export async function ensureChromium(say) {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (isExecutable(given)) return given;
    throw new StackError(`CHROMIUM_PATH=${given} is not an executable file`);
  }
  return MAC_CHROMES.find(isExecutable) ?? ensure(CHROMIUM, say);
}

async function ensure(program, say = () => {}) {
  const found = findOnPath(program.names);
  if (found) return found;
  if (process.getuid?.() === 0 && findOnPath(['apt-get'])) {
    const fault = await aptInstall(program, say);
    const installed = findOnPath(program.names);
    if (installed) return installed;
    throw new StackError(`${program.title} could not be installed: ${fault}. ${advice(program)}`);
  }
  throw new StackError(`${program.title} is needed. ${advice(program)}`);
}

async function aptInstall({ title, apt }, say) {
  say(`installing ${title} (apt-get install ${apt})`);
  // RUNLEVEL=1 keeps the package from starting a service of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  await run('apt-get', [...wait, 'update'], { env });
  const result = await run('apt-get', [...wait, 'install', '-y', '--no-install-recommends', apt], { env });
  return result.code === 0 ? '' : result.output.trim().split('\n').slice(-1)[0];
}

function advice({ apt, brew, dnf, variable }) {
  return `Debian/Ubuntu: sudo apt-get install ${apt}; Fedora: ${dnf}; macOS: ${brew}; or set ${variable}`;
}
