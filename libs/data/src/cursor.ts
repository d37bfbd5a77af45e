// Where a page of a list ended, as an opaque text that whoever asks gives back. It comes from strangers.
import { InvalidArgument } from '@coffee/platform/errors';

export interface Cursor {
  /** The order in which it is a place: one of another sort says nothing. */
  sort: string;
  /** Of the column that is sorted by, as PostgreSQL writes it. */
  value: string;
  /** What breaks ties. */
  key: string;
}

const PARTS = 3;

export const writeCursor = ({ sort, value, key }: Cursor): string =>
  Buffer.from(JSON.stringify([sort, value, key])).toString('base64url');

export function readCursor(text: string, expectedSort: string): Cursor {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === PARTS && parts.every((part) => typeof part === 'string')) {
      const [sort, value, key] = parts as [string, string, string];
      if (sort === expectedSort) return { sort, value, key };
    }
  } catch {
    // Falls through to the one answer for every cursor that is not ours.
  }
  throw new InvalidArgument('The cursor does not belong to this list and sort', {
    details: { field: 'cursor' },
  });
}

/** The rows behind a cursor. One that was edited by hand carries a value that its column cannot read. */
export async function behindCursor<Row>(rows: Promise<Row[]>, cursor: string | undefined): Promise<Row[]> {
  try {
    return await rows;
  } catch (error) {
    if (cursor && /^22/.test((error as { code?: string }).code ?? ''))
      throw new InvalidArgument('The cursor is not valid', { details: { field: 'cursor' } });
    throw error;
  }
}
