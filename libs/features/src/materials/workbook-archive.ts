// The archive that a workbook is. Nothing is inflated beyond what is bounded here, whatever the archive says of itself.
import type { Readable } from 'node:stream';
import { type Entry, open, type ZipFile } from 'yauzl';
import { ImportRefused } from './materials.errors';

const MIB = 1024 * 1024;
const MAX_PARTS = 2_000;
/** A table of rows that are all alike shrinks to a fiftieth; a bomb to a thousandth. */
const MAX_RATIO = 200;

export const notAWorkbook = (): ImportRefused =>
  new ImportRefused('format', 'The file is not a workbook that can be read: save it as .xlsx again');
const tooMuch = (): ImportRefused =>
  new ImportRefused('size', 'The workbook unpacks to far more than its own size: it was not read');

export class WorkbookArchive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly parts: ReadonlyMap<string, Entry>,
  ) {}

  static async open(path: string): Promise<WorkbookArchive> {
    const zip = await new Promise<ZipFile>((resolve, reject) => {
      const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
      open(path, options, (error, opened) => (error ? reject(notAWorkbook()) : resolve(opened)));
    });
    try {
      return new WorkbookArchive(zip, await partsOf(zip));
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  has(name: string): boolean {
    return this.parts.has(name);
  }

  /** Inflated piece by piece, never more than the limits allow, whatever the archive says of itself. */
  async *read(name: string, maxBytes: number): AsyncGenerator<Buffer> {
    const entry = this.parts.get(name);
    if (!entry || entry.isEncrypted()) throw notAWorkbook();
    const limit = Math.min(maxBytes, Math.max(entry.compressedSize * MAX_RATIO, MIB));
    if (entry.uncompressedSize > limit) throw tooMuch();
    const stream = await this.streamOf(entry);
    let bytes = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > limit) throw tooMuch();
        yield chunk;
      }
    } finally {
      stream.destroy();
    }
  }

  close(): void {
    this.zip.close();
  }

  private streamOf(entry: Entry): Promise<Readable> {
    return new Promise((resolve, reject) => {
      this.zip.openReadStream(entry, (error, stream) => (error ? reject(notAWorkbook()) : resolve(stream)));
    });
  }
}

/** By name. Two of one name would be read by one program as this and by another as that. */
async function partsOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const parts = new Map<string, Entry>();
  if (zip.entryCount > MAX_PARTS) throw tooMuch();
  await new Promise<void>((resolve, reject) => {
    zip.on('error', () => reject(notAWorkbook()));
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      if (parts.has(entry.fileName)) return reject(notAWorkbook());
      parts.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
  return parts;
}
