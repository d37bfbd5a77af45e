import { mkdir, open, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Fact } from './device-api';

/** A fact that the server will never take as it is, with its reason. */
export interface ParkedFact {
  fact: Fact;
  code: string;
  message: string;
}

const MAX_BYTES = 4 * 1024 * 1024;

/** Keeps refused facts in `parked.log` for people, one JSON line each; the file before it is kept as `parked.old.log`. */
export class Parking {
  readonly #file: string;

  constructor(private readonly stateDir: string) {
    this.#file = path.join(stateDir, 'parked.log');
  }

  async add(parked: ParkedFact): Promise<void> {
    await mkdir(this.stateDir, { recursive: true, mode: 0o700 });
    const size = await stat(this.#file).then(
      (found) => found.size,
      () => 0,
    );
    if (size > MAX_BYTES) await rename(this.#file, path.join(this.stateDir, 'parked.old.log'));
    const handle = await open(this.#file, 'a', 0o600);
    try {
      await handle.appendFile(`${JSON.stringify(parked)}\n`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }
}
