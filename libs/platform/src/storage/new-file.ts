import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

export interface StoredFile {
  size: number;
  /** In hex. */
  sha256: string;
}

/** Writes, and waits while the other side is behind; throws when it is gone. */
export async function put(target: Writable, bytes: Buffer): Promise<void> {
  if (target.errored) throw target.errored;
  if (target.destroyed) throw new Error('whoever was written to is gone');
  if (target.write(bytes)) return;
  await new Promise<void>((resolve, reject) => {
    const settle = (error: Error | null): void => {
      target.off('drain', drained).off('error', settle).off('close', closed);
      if (error) reject(error);
      else resolve();
    };
    const drained = (): void => settle(null);
    const closed = (): void => settle(new Error('whoever was written to is gone'));
    target.once('drain', drained).once('error', settle).once('close', closed);
  });
}

/** A file that nobody sees until it is whole: written beside its place, then moved there in one step. */
export class NewFile extends Writable {
  private readonly hash = createHash('sha256');
  private handle: FileHandle | null = null;
  private size = 0;

  constructor(private readonly target: string) {
    super({ highWaterMark: 1024 * 1024 });
  }

  /** What is written so far under this name belongs to a writer that never ended. */
  private get draft(): string {
    return `${this.target}.part`;
  }

  override _construct(callback: (error?: Error | null) => void): void {
    const opened = async (): Promise<void> => {
      await mkdir(path.dirname(this.target), { recursive: true });
      this.handle = await open(this.draft, 'w', 0o600);
    };
    opened().then(() => callback(), callback);
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error | null) => void): void {
    this.hash.update(chunk);
    this.size += chunk.length;
    this.writeWhole(chunk).then(() => callback(), callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    const synced = this.handle?.sync() ?? Promise.resolve();
    synced.then(() => callback(), callback);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const closed = this.handle?.close() ?? Promise.resolve();
    closed.then(() => callback(error), callback);
  }

  /** Waits while the disk is behind. */
  add(bytes: Buffer): Promise<void> {
    return put(this, bytes);
  }

  async commit(): Promise<StoredFile> {
    this.end();
    await finished(this);
    await rename(this.draft, this.target);
    return { size: this.size, sha256: this.hash.digest('hex') };
  }

  /** Leaves nothing behind, however far it came. */
  async discard(): Promise<void> {
    this.on('error', () => undefined);
    if (!this.closed) {
      const closed = new Promise<void>((resolve) => this.once('close', resolve));
      this.destroy();
      await closed;
    }
    await rm(this.draft, { force: true });
  }

  private async writeWhole(chunk: Buffer): Promise<void> {
    let offset = 0;
    while (offset < chunk.length) {
      const { bytesWritten } = (await this.handle?.write(chunk, offset)) ?? { bytesWritten: chunk.length };
      offset += bytesWritten;
    }
  }
}
