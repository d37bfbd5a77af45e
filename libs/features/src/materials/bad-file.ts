import { createHash } from 'node:crypto';
import type { FileStore, NewFile } from '@coffee/platform/storage';
import type { TaskFileRecord } from '../tasks';
import { badRow, badRowsHead } from './bad-rows';
import type { Fault, ImportRow } from './import-rows';

interface Place {
  key: string;
  /** What it is saved as. */
  name: string;
  ttlHours: number;
}

/** The bad rows of a long import, written as they are found; nothing where there are none. */
export class BadFile {
  private file: NewFile | null = null;
  private rows = 0;

  constructor(
    private readonly store: FileStore,
    private readonly place: Place,
    private readonly header: readonly string[],
  ) {}

  async add(row: ImportRow, faults: readonly Fault[]): Promise<void> {
    if (!this.file) {
      this.file = this.store.create(this.place.key);
      await this.file.add(badRowsHead(this.header));
    }
    this.rows += 1;
    await this.file.add(badRow(this.header, row, faults));
  }

  async finish(): Promise<TaskFileRecord | null> {
    if (!this.file) return null;
    return { ...this.place, rows: this.rows, ...(await this.file.commit()) };
  }

  async discard(): Promise<void> {
    await this.file?.discard();
  }
}

/** Those of a short import: held, because its figures are stored before the file may be seen. */
export class BadBytes {
  private readonly parts: Buffer[] = [];

  constructor(private readonly header: readonly string[]) {}

  add(row: ImportRow, faults: readonly Fault[]): Promise<void> {
    this.parts.push(badRow(this.header, row, faults));
    return Promise.resolve();
  }

  get isEmpty(): boolean {
    return this.parts.length === 0;
  }

  get bytes(): Buffer {
    return Buffer.concat([badRowsHead(this.header), ...this.parts]);
  }

  recordAt(place: Place): TaskFileRecord {
    const { bytes, parts } = this;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { ...place, rows: parts.length, size: bytes.length, sha256 };
  }
}

/** `materials.csv` -> `materials_errors.csv`. */
export const badName = (name: string): string => `${name.replace(/\.[^.]*$/, '')}_errors.csv`;
