import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Config } from '@coffee/platform/config';
import { Injectable } from '@nestjs/common';
import { PackageFileGone, UploadTooLarge } from './packages.errors';

/** A file that arrived whole. */
export interface ReceivedFile {
  /** Its name in the storage folder: random, never of the sender's making. */
  key: string;
  size: number;
  md5: string;
  sha256: string;
  /** Its first bytes, to tell its format by. */
  head: Buffer;
}

const HEAD_BYTES = 512;

/** Uploaded files in the storage folder. */
@Injectable()
export class PackageFiles {
  private readonly folder: string;
  private readonly maxBytes: number;

  constructor(config: Config) {
    this.folder = path.resolve(config.storageDir, 'packages');
    this.maxBytes = config.packageUploadMaxBytes;
  }

  /** Writes the stream to disk while it comes, however large; what is too large or breaks off leaves nothing. */
  async receive(source: Readable): Promise<ReceivedFile> {
    await mkdir(this.folder, { recursive: true });
    const key = randomUUID();
    const incoming = path.join(this.folder, `${key}.incoming`);
    const meter = new Meter(this.maxBytes);
    try {
      await pipeline(source, meter, createWriteStream(incoming, { flags: 'wx', mode: 0o600 }));
      await rename(incoming, path.join(this.folder, key));
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
    return { key, ...meter.measured() };
  }

  /** From byte `start` to `end`, both included. */
  async open(key: string, start: number, end: number): Promise<Readable> {
    const file = path.join(this.folder, key);
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) throw new PackageFileGone();
    return end < start ? Readable.from([]) : createReadStream(file, { start, end });
  }

  async remove(key: string): Promise<void> {
    await rm(path.join(this.folder, key), { force: true });
  }
}

class Meter extends Transform {
  private size = 0;
  private head = Buffer.alloc(0);
  private readonly md5 = createHash('md5');
  private readonly sha256 = createHash('sha256');

  constructor(private readonly maxBytes: number) {
    super();
  }

  override _transform(
    chunk: Buffer,
    _encoding: string,
    done: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    this.size += chunk.length;
    if (this.size > this.maxBytes) return done(new UploadTooLarge(this.maxBytes));
    if (this.head.length < HEAD_BYTES)
      this.head = Buffer.concat([this.head, chunk.subarray(0, HEAD_BYTES - this.head.length)]);
    this.md5.update(chunk);
    this.sha256.update(chunk);
    done(null, chunk);
  }

  measured(): Omit<ReceivedFile, 'key'> {
    const { size, head } = this;
    return { size, head, md5: this.md5.digest('hex'), sha256: this.sha256.digest('hex') };
  }
}
