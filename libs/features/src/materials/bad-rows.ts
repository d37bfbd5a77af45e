import { BYTE_ORDER_MARK, safeCell } from '../exports';
import type { Fault, ImportRow } from './import-rows';
import { REASON_HEADER } from './material-columns';

const NEEDS_QUOTES = /[",\r\n;\t]|^\s|\s$/;

function cell(text: string): string {
  const safe = safeCell(text);
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (cells: readonly string[]): Buffer => Buffer.from(`${cells.map(cell).join(',')}\r\n`);

/** The beginning of a file of bad rows: as the imported file is headed, with a column for the reason. */
export function badRowsHead(header: readonly string[]): Buffer {
  return Buffer.concat([BYTE_ORDER_MARK, line([...columnsOf(header), REASON_HEADER])]);
}

/** A row that was not taken, as it was, with its reasons. Put right, the file is imported as it is. */
export function badRow(header: readonly string[], row: ImportRow, faults: readonly Fault[]): Buffer {
  const told = faults.map(({ error }) => error).join('; ');
  const cells = header.flatMap((name, at) => (isReason(name) ? [] : [row.cells[at] ?? '']));
  return line([...cells, told]);
}

/** A repaired file may hold new mistakes: its old reasons go. */
const columnsOf = (header: readonly string[]): string[] => header.filter((name) => !isReason(name));
const isReason = (name: string): boolean => name.toLowerCase() === REASON_HEADER;
