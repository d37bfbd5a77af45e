// Packages from npm, when they are absent or do not match the lock file. No dependencies: this brings them.
import fs from 'node:fs';
import path from 'node:path';
import { run, StackError } from './processes.mjs';

const root = path.resolve(import.meta.dirname, '../..');

export async function ensureInstalled(say, abort) {
  if (isInstalled()) return false;
  say('installing packages (npm ci)');
  // What builds and starts the product stands among the development packages, also when NODE_ENV is production.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const result = await run('npm', args, { cwd: root, abort });
  if (result.code !== 0) throw new StackError(`npm ci failed:\n${result.output.trim()}`);
  return true;
}

// npm keeps a copy of what it installed. A checkout changes times without changing packages, so content decides.
function isInstalled() {
  const lock = path.join(root, 'package-lock.json');
  const installed = path.join(root, 'node_modules/.package-lock.json');
  if (!fs.existsSync(installed)) return false;
  if (fs.statSync(installed).mtimeMs >= fs.statSync(lock).mtimeMs) return true;
  return samePackages(packagesOf(lock), packagesOf(installed));
}

const packagesOf = (file) => JSON.parse(fs.readFileSync(file, 'utf8')).packages ?? {};

function samePackages(wanted, present) {
  const missing = Object.entries(wanted).some(
    ([name, { version, optional, link }]) =>
      name.includes('node_modules/') && !link && !optional && present[name]?.version !== version,
  );
  const changed = Object.entries(present).some(([name, { version }]) => wanted[name]?.version !== version);
  return !missing && !changed;
}
