import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';

/** What a machine remembers of its registration. */
export interface Identity {
  device_token: string | null;
  heartbeat_interval_seconds: number;
  poll_wait_seconds: number;
}

/**
 * Keeps the identity in `identity.json`, readable by its owner alone, because the token is in it. Written beside and
 * renamed: a power cut leaves the old one or the new one, never a half.
 */
export class IdentityFile {
  readonly #file: string;

  constructor(private readonly stateDir: string) {
    this.#file = path.join(stateDir, 'identity.json');
  }

  /** Null when the machine never registered, or the file cannot be read as an identity. */
  async read(): Promise<Identity | null> {
    const text = await readFile(this.#file, 'utf8').catch(() => null);
    if (text === null) return null;
    try {
      const value = JSON.parse(text) as Partial<Identity> | null;
      return typeof value?.heartbeat_interval_seconds === 'number' ? (value as Identity) : null;
    } catch {
      return null;
    }
  }

  async write(identity: Identity): Promise<void> {
    await mkdir(this.stateDir, { recursive: true, mode: 0o700 });
    const draft = `${this.#file}.new`;
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.chmod(0o600);
      await handle.writeFile(`${JSON.stringify(identity)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, this.#file);
  }
}
