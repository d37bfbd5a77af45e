import type { Writable } from 'node:stream';
import type { stream as exceljs, Worksheet } from 'exceljs';
import type { ColumnKind } from './export-columns';

/** Rows of a sheet, its header included: the format's own limit. */
const MAX_SHEET_ROWS = 1_048_576;

interface Options {
  /** The name of the first sheet; the next ones get a number. */
  title: string;
  header: string[];
  kinds: ColumnKind[];
  /** For specs. */
  maxSheetRows?: number;
}

type Writer = InstanceType<typeof exceljs.xlsx.WorkbookWriter>;

/** A workbook that is written row by row and never held; past the limit of a sheet it goes on in the next. */
export class XlsxBook {
  private readonly maxRows: number;
  private sheet: Worksheet | null = null;
  private sheets = 0;
  private rows = 0;

  private constructor(
    private readonly writer: Writer,
    private readonly options: Options,
  ) {
    this.maxRows = options.maxSheetRows ?? MAX_SHEET_ROWS;
    this.begin();
  }

  /** The library is loaded by the first workbook: it would make every process start slower. */
  static async open(target: Writable, options: Options): Promise<XlsxBook> {
    const { stream } = (await import('exceljs')).default;
    const settings = { stream: target, useStyles: false, useSharedStrings: false };
    return new XlsxBook(new stream.xlsx.WorkbookWriter(settings), options);
  }

  /** Values as PostgreSQL writes them. */
  add(row: readonly (string | null)[]): void {
    if (this.rows >= this.maxRows) this.begin();
    this.write(row.map((value, index) => cell(value, this.options.kinds[index])));
  }

  /** The library writes on, however far the disk is behind: wait here every few hundred rows. */
  async settle(): Promise<void> {
    // Its sheet has a stream that is piped into the archive; the types do not tell.
    const { stream } = this.sheet as unknown as { stream: { pipes: Writable[] } };
    // Nothing is written after all that came before; the archive's own old streams do not tell when they are full.
    for (const pipe of stream.pipes) await new Promise<void>((resolve) => pipe.write('', () => resolve()));
  }

  async finish(): Promise<void> {
    this.sheet?.commit();
    this.sheet = null;
    await this.writer.commit();
  }

  private begin(): void {
    this.sheet?.commit();
    this.sheets += 1;
    const { title, header } = this.options;
    const name = this.sheets === 1 ? title : `${title} ${this.sheets}`;
    this.sheet = this.writer.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
    this.rows = 0;
    this.write(header);
  }

  private write(values: (string | number | null)[]): void {
    this.sheet?.addRow(values).commit();
    this.rows += 1;
  }
}

function cell(value: string | null, kind: ColumnKind | undefined): string | number | null {
  if (value === null) return null;
  return kind === 'number' || kind === 'money' ? Number(value) : value;
}
