import { ThrottledLog } from '@coffee/platform/logging';
import { FileStore } from '@coffee/platform/storage';
import { Injectable } from '@nestjs/common';
import { readFile } from 'node:fs/promises';

export interface Head {
  position: number;
  /** In hex. */
  hash: string;
}

/**
 * The newest head of the chain in a file under STORAGE_DIR: whoever cuts the chain or puts an older one back in the
 * database cannot change that. Where no file is, nothing is witnessed.
 */
@Injectable()
export class ChainWitness {
  private readonly log = new ThrottledLog('ChainWitness');

  constructor(private readonly store: FileStore) {}

  async read(chainId: string): Promise<Head | null> {
    try {
      const told = JSON.parse(await readFile(this.store.pathOf(keyOf(chainId)), 'utf8')) as Partial<Head>;
      const isHead = Number.isSafeInteger(told.position) && typeof told.hash === 'string';
      return isHead ? (told as Head) : null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.log.warn('The witnessed head of the audit chain cannot be read', error);
      return null;
    }
  }

  /** The entries are sealed already: a full disk is told, and stops nothing. */
  async write(chainId: string, head: Head): Promise<void> {
    const file = this.store.create(keyOf(chainId));
    try {
      await file.add(Buffer.from(`${JSON.stringify(head)}\n`));
      await file.commit();
    } catch (error) {
      await file.discard();
      this.log.warn('The head of the audit chain is not witnessed', error);
    }
  }
}

const keyOf = (chainId: string): string => `audit/${chainId}.json`;
