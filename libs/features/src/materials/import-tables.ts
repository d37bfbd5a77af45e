// A stored file as a table of rows, and the first of them for an import that needs no task.
import type { ImportMapping } from '@coffee/contract/import-mapping';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { meantBy } from './import-columns';
import type { ImportFormat } from './import-files.service';
import { type ImportRow, type ImportTable, rowOfObject, tableOf } from './import-rows';
import { csvSheet, inBatches } from './import-sheet';
import { delimiterOf, encodingOf } from './import-text';
import { xlsxSheet } from './import-xlsx';
import { IMPORT_FIELDS } from './material-columns';

/** `mapping` is for files; a list that came as JSON names its fields itself. */
export async function openTable(
  path: string,
  format: ImportFormat,
  mapping: ImportMapping = {},
): Promise<ImportTable> {
  if (format === 'rows') return storedTable(path);
  if (format === 'xlsx') return tableOf(inBatches(xlsxSheet(path)), mapping);
  const encoding = await encodingOf(path);
  const delimiter = await delimiterOf(path, encoding, (header) => meantBy(mapping, header) !== null);
  return tableOf(csvSheet(path, encoding, delimiter), mapping);
}

function storedTable(path: string): ImportTable {
  const rows = inBatches(storedRows(path));
  const count = async (): Promise<number> => {
    let found = 0;
    for await (const batch of rows) found += batch.length;
    return found;
  };
  return { ...LIST, rows, count };
}

/** Of rows that are objects. */
export const LIST = { header: IMPORT_FIELDS, fields: IMPORT_FIELDS, columns: [], ignored: [] } as const;

async function* storedRows(path: string): AsyncGenerator<ImportRow> {
  let row = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity }))
    yield rowOfObject(JSON.parse(line) as object, ++row);
}

/** A table that is held. */
export type ShortTable = Omit<ImportTable, 'rows' | 'count'> & { rows: readonly ImportRow[] };

/** All rows of a short table; null when there are more than that. */
export async function shortTable(table: ImportTable, limit: number): Promise<ShortTable | null> {
  const rows: ImportRow[] = [];
  for await (const batch of table.rows) {
    if (rows.length + batch.length > limit) return null;
    rows.push(...batch);
  }
  const { header, fields, columns, ignored } = table;
  return { header, fields, columns, ignored, rows };
}
