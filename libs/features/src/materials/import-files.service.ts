import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Config } from '@coffee/platform/config';
import { FileStore } from '@coffee/platform/storage';
import { Injectable } from '@nestjs/common';
import { ImportFileGone, ImportRefused, ImportTooLarge } from './materials.errors';

/** `rows`: JSON objects, one a line, as the API stores a long list that came as JSON. */
export type ImportFormat = 'csv' | 'xlsx' | 'rows';

/** A file to import, as it lies in the storage until its import has ended. */
export interface ImportFile {
  key: string;
  path: string;
  format: ImportFormat;
  sha256: string;
}

const FOLDER = 'imports';
/** Files whose import was canceled before it began, or that nobody lived to remove. */
const KEPT_MS = 48 * 3_600_000;
const chunksOf = (source: Readable | AsyncIterable<Buffer>): AsyncIterable<Buffer> =>
  source instanceof Readable ? source.iterator({ destroyOnReturn: false }) : source;

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');
/** What Excel wrote before 2007. */
const OLE = Buffer.from('d0cf11e0', 'hex');

@Injectable()
export class ImportFiles {
  constructor(
    private readonly store: FileStore,
    private readonly config: Config,
  ) {}

  /**
   * To disk while it comes, up to the limit. A stream that is refused in the middle stays open: whoever sends it is still
   * to read why.
   */
  async receive(source: Readable | AsyncIterable<Buffer>, told?: ImportFormat): Promise<ImportFile> {
    const key = `${FOLDER}/${randomUUID()}`;
    const file = this.store.create(key);
    let size = 0;
    try {
      for await (const chunk of chunksOf(source)) {
        size += chunk.length;
        if (size > this.config.importMaxBytes) throw new ImportTooLarge(this.config.importMaxBytes);
        await file.add(chunk);
      }
      const { sha256 } = await file.commit();
      const path = this.store.pathOf(key);
      return { key, path, sha256, format: told ?? (await this.formatOf(key)) };
    } catch (error) {
      await file.discard();
      await this.store.remove(key);
      throw error;
    }
  }

  async find(key: string): Promise<string> {
    if (!(await this.store.has(key))) throw new ImportFileGone();
    return this.store.pathOf(key);
  }

  remove(key: string): Promise<void> {
    return this.store.remove(key);
  }

  async purge(): Promise<void> {
    for (const key of await this.store.list(FOLDER, KEPT_MS)) await this.store.remove(key);
  }

  /** By its first bytes: names and types are what the sender says. */
  private async formatOf(key: string): Promise<ImportFormat> {
    const handle = await open(this.store.pathOf(key), 'r');
    try {
      const head = Buffer.alloc(4);
      const { bytesRead } = await handle.read(head, 0, 4, 0);
      if (bytesRead === 0) throw new ImportRefused('isNotEmpty', 'The file is empty');
      if (head.equals(OLE))
        throw new ImportRefused('format', 'This is an old Excel workbook: save it as .xlsx or as CSV');
      return head.equals(ZIP) ? 'xlsx' : 'csv';
    } finally {
      await handle.close();
    }
  }
}
