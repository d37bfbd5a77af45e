// A table, however it is stored: rows of cells, one at a time.
import { pipeline, Readable, Transform } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { type Delimiter, type Encoding, textOf } from './import-text';
import { ImportRefused } from './materials.errors';

export interface SheetRow {
  /** As a spreadsheet counts: the first is 1, empty ones count. */
  row: number;
  cells: readonly string[];
  /** Columns whose cell is a formula, not a value. */
  formulas?: ReadonlySet<number>;
}

/** Characters of one row, quotes and delimiters included. */
export const MAX_ROW_CHARACTERS = 64 * 1024;

const SAYS: Partial<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: `has more than ${MAX_ROW_CHARACTERS} characters`,
  CSV_QUOTE_NOT_CLOSED: 'begins a quote that never ends',
  CSV_INVALID_CLOSING_QUOTE: 'has text after a closing quote',
  INVALID_OPENING_QUOTE: 'has a quote in the middle of a cell: double it and put the cell in quotes',
};

/** Rows go from hand to hand in batches: one by one, the handing costs as much as the reading. */
export type SheetRows = AsyncGenerator<readonly SheetRow[], void>;

/** Few, so that they are gone before young objects are collected. */
const BATCH_ROWS = 100;

/** Closed by the reader's leaving, too. A line that cannot be read refuses the whole file. */
export async function* csvSheet(path: string, encoding: Encoding, delimiter: Delimiter): SheetRows {
  const options: Options = {
    delimiter,
    relax_column_count: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_ROW_CHARACTERS,
  };
  const parser = parse(options);
  const batches = batching<string[]>();
  // Their errors reach the reader below.
  pipeline(Readable.from(textOf(path, encoding), { objectMode: true }), parser, batches, () => undefined);
  let row = 0;
  try {
    for await (const records of batches as AsyncIterable<string[][]>)
      yield records.map((cells) => ({ row: (row += 1), cells }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ImportRefused(
      'csv',
      `Row ${parser.info.records + 1} ${SAYS[error.code] ?? 'cannot be read as CSV'}`,
    );
  }
}

function batching<Row>(): Transform {
  let batch: Row[] = [];
  return new Transform({
    objectMode: true,
    // A batch in hand and one ahead: more would only fill the memory.
    readableHighWaterMark: 1,
    transform(row: Row, _encoding, done) {
      batch.push(row);
      if (batch.length < BATCH_ROWS) return done();
      const full = batch;
      batch = [];
      done(null, full);
    },
    flush(done) {
      done(null, batch.length > 0 ? batch : undefined);
    },
  });
}

/** Of a source that has them one by one. */
export async function* inBatches<Row>(rows: AsyncIterable<Row>): AsyncGenerator<readonly Row[], void> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
