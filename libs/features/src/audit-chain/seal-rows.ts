import type { CopiedLines } from '@coffee/data/copy-out';

/** What PostgreSQL writes before the rows: a signature of 11 bytes, flags, the length of an extension. */
const HEADER_BYTES = 19;
const COUNT_BYTES = 2;
const LENGTH_BYTES = 4;

/** The fields of a row as views of the bytes that came, valid until the next row; null for null. */
export type BinaryRow = (Buffer | null)[];

/** Reads PostgreSQL's binary COPY. Every chunk holds whole rows. */
export async function* binaryRows(chunks: AsyncIterable<CopiedLines>): AsyncGenerator<BinaryRow[]> {
  let at = HEADER_BYTES;
  for await (const { bytes } of chunks) {
    const rows: BinaryRow[] = [];
    while (at < bytes.length) {
      const count = bytes.readInt16BE(at);
      at += COUNT_BYTES;
      // The trailer.
      if (count < 0) break;
      const row: BinaryRow = [];
      for (let field = 0; field < count; field += 1) {
        const length = bytes.readInt32BE(at);
        at += LENGTH_BYTES;
        row.push(length < 0 ? null : bytes.subarray(at, at + length));
        at += Math.max(length, 0);
      }
      rows.push(row);
    }
    at = 0;
    yield rows;
  }
}
