import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { Config } from '../config';
import { NewFile } from './new-file';

/** A folder and a name, both of our own making. */
const KEY = /^[a-z]+\/[a-z0-9][a-z0-9.-]*$/;

/** Files under STORAGE_DIR, which API and worker share. */
@Injectable()
export class FileStore {
  constructor(private readonly config: Config) {}

  create(key: string): NewFile {
    return new NewFile(this.pathOf(key));
  }

  pathOf(key: string): string {
    if (!KEY.test(key)) throw new Error(`not a key of the storage: ${key}`);
    return path.resolve(this.config.storageDir, key);
  }

  async has(key: string): Promise<boolean> {
    return stat(this.pathOf(key)).then(
      (found) => found.isFile(),
      () => false,
    );
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  /** The keys of what has not changed for so long in a folder, drafts included. */
  async list(folder: string, unchangedMs: number): Promise<string[]> {
    const names = await readdir(path.resolve(this.config.storageDir, folder)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      },
    );
    const keys = names.map((name) => `${folder}/${name}`);
    const ages = await Promise.all(keys.map((key) => this.ageOf(key)));
    return keys.filter((_key, index) => (ages[index] ?? 0) > unchangedMs);
  }

  private async ageOf(key: string): Promise<number> {
    const found = await stat(path.resolve(this.config.storageDir, key)).catch(() => null);
    return found ? Date.now() - found.mtimeMs : 0;
  }
}
