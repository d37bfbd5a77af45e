// PostgreSQL refuses to run as root, and Redis has no need to: as root the stores run as an unprivileged user.
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { StackError } from './processes.mjs';

/** Where root keeps what the stores' user must reach when the checkout itself is closed to it (say under /root). */
const OPEN_FOLDER = '/var/lib/coffee-admin';

/** { uid, gid } to spawn the stores with; empty when we are not root. */
export function storeIdentity() {
  if (process.getuid?.() !== 0) return {};
  const users = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const line = users.find((user) => user.startsWith(`${name}:`));
    if (line) {
      const [, , uid, gid] = line.split(':');
      return { uid: Number(uid), gid: Number(gid) };
    }
  }
  throw new StackError(
    'PostgreSQL cannot run as root and this system has neither a user postgres nor nobody',
  );
}

export function canExecute(file, args, identity) {
  const result = spawnSync(file, args, { ...identity, cwd: '/', stdio: 'ignore' });
  return !result.error && result.status === 0;
}

function canEnter(folder, identity) {
  if (identity.uid === undefined) return true;
  return canExecute('/bin/sh', ['-c', 'cd "$0"', folder], identity);
}

/** A folder which the stores' user owns and nobody else can read; `base` is ours and may be closed to that user. */
export function privateFolder(base, name, identity) {
  fs.mkdirSync(base, { recursive: true });
  const folder = path.join(base, name);
  if (identity.uid === undefined || canEnter(base, identity)) return own(folder, identity);
  return linkedFolder(folder, identity);
}

// The data lives outside, a link in the state folder leads there. Whoever deletes the state folder means the data too.
function linkedFolder(link, identity) {
  const hash = createHash('sha256').update(path.resolve(link)).digest('hex').slice(0, 16);
  const target = path.join(openFolder(), `${path.basename(link)}-${hash}`);
  const known = fs.existsSync(link) && fs.realpathSync(link) === target;
  if (!known) {
    fs.rmSync(target, { recursive: true, force: true });
    fs.rmSync(link, { recursive: true, force: true });
    fs.symlinkSync(target, link);
  }
  return own(target, identity);
}

function own(folder, identity) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (identity.uid !== undefined) fs.chownSync(folder, identity.uid, identity.gid);
  return fs.realpathSync(folder);
}

export function openFolder() {
  fs.mkdirSync(OPEN_FOLDER, { recursive: true });
  fs.chmodSync(OPEN_FOLDER, 0o755);
  return OPEN_FOLDER;
}

/** Removes a private folder and, when it is a link, what the link leads to. */
export function removeFolder(folder) {
  if (!fs.existsSync(folder)) return;
  const target = fs.realpathSync(folder);
  fs.rmSync(target, { recursive: true, force: true });
  fs.rmSync(folder, { recursive: true, force: true });
}

/** A random secret that is made once and kept in a file only its owner can read. */
export function keptSecret(file) {
  if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8').trim();
  const secret = randomBytes(32).toString('hex');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}
