// The first sheet of a workbook, as a stream. Workbooks come from strangers: nothing is held but the texts that cells
// share, and no formula is believed.
import type { SheetRow } from './import-sheet';
import { ImportRefused } from './materials.errors';
import { notAWorkbook, WorkbookArchive } from './workbook-archive';
import { bounded, decoded, eachTag, localName, newParser, TextReader } from './workbook-xml';

const MIB = 1024 * 1024;
/** Of one part of the archive, inflated. */
const MAX_SHEET_BYTES = 512 * MIB;
const MAX_SHARED_BYTES = 64 * MIB;
const MAX_SMALL_BYTES = 4 * MIB;
const MAX_COLUMNS = 1_000;

export async function* xlsxSheet(path: string): AsyncGenerator<SheetRow> {
  const archive = await WorkbookArchive.open(path);
  try {
    const part = await sheetPart(archive);
    const shared = await sharedTexts(archive);
    yield* rowsOf(archive.read(part, MAX_SHEET_BYTES), shared);
  } catch (error) {
    throw asRefusal(error);
  } finally {
    archive.close();
  }
}

/** What the zip reader and the XML reader say of a broken file. */
function asRefusal(error: unknown): unknown {
  if (error instanceof ImportRefused || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && !code.startsWith('Z_') && !code.startsWith('ERR_')) return error;
  return notAWorkbook();
}

/** The first in the workbook's own order. */
async function sheetPart(archive: WorkbookArchive): Promise<string> {
  let id: string | undefined;
  await eachTag(archive.read('xl/workbook.xml', MAX_SMALL_BYTES), (tag) => {
    // Whatever the workbook calls the namespace of relations.
    const named = Object.entries(tag.attributes).find(([name]) => name.endsWith(':id'));
    if (localName(tag) === 'sheet') id ??= named?.[1];
  });
  let target: string | undefined;
  await eachTag(archive.read('xl/_rels/workbook.xml.rels', MAX_SMALL_BYTES), (tag) => {
    if (localName(tag) === 'Relationship' && tag.attributes['Id'] === id) target = tag.attributes['Target'];
  });
  if (target === undefined) throw notAWorkbook();
  const part = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  if (!archive.has(part)) throw notAWorkbook();
  return part;
}

async function sharedTexts(archive: WorkbookArchive): Promise<string[]> {
  const name = 'xl/sharedStrings.xml';
  const texts: string[] = [];
  if (!archive.has(name)) return texts;
  const reader = new TextReader('si', (text) => texts.push(text));
  const parser = newParser();
  reader.listen(parser);
  for await (const text of decoded(archive.read(name, MAX_SHARED_BYTES))) parser.write(text);
  parser.close();
  return texts;
}

async function* rowsOf(source: AsyncIterable<Buffer>, shared: readonly string[]): AsyncGenerator<SheetRow> {
  const sheet = new SheetReader(shared);
  for await (const text of decoded(source)) {
    sheet.parser.write(text);
    yield* sheet.take();
  }
  sheet.parser.close();
  yield* sheet.take();
}

class SheetReader {
  readonly parser = newParser();
  private ready: SheetRow[] = [];
  private row = 0;
  private cells: string[] = [];
  private formulas = new Set<number>();
  private column = -1;
  private type = 'n';
  private value = '';
  private inValue = false;
  private readonly inline = new TextReader('is', (text) => (this.value = text));

  constructor(private readonly shared: readonly string[]) {
    this.parser.on('opentag', (tag) => this.open(localName(tag), tag.attributes));
    this.parser.on('text', (text) => this.add(text));
    this.parser.on('closetag', (tag) => this.close(localName(tag)));
  }

  take(): SheetRow[] {
    const taken = this.ready;
    this.ready = [];
    return taken;
  }

  private open(name: string, attributes: Record<string, string>): void {
    this.inline.open(name);
    if (name === 'row') this.beginRow(attributes['r']);
    else if (name === 'c') this.beginCell(attributes['r'], attributes['t']);
    else if (name === 'f') this.formulas.add(this.column);
    this.inValue = name === 'v';
  }

  private add(text: string): void {
    this.inline.add(text);
    if (this.inValue) this.value = bounded(this.value + text);
  }

  private close(name: string): void {
    this.inline.close(name);
    if (name === 'v') this.inValue = false;
    else if (name === 'c') this.cells[this.column] = this.meaning();
    else if (name === 'row') this.endRow();
  }

  private beginRow(told: string | undefined): void {
    const row = told === undefined ? this.row + 1 : Number(told);
    if (!Number.isSafeInteger(row) || row <= this.row) throw notAWorkbook();
    this.row = row;
    this.cells = [];
    this.formulas = new Set();
    this.column = -1;
  }

  private beginCell(place: string | undefined, type = 'n'): void {
    const letters = /^[A-Z]{1,3}/.exec(place ?? '')?.[0];
    this.column = letters === undefined ? this.column + 1 : columnOf(letters);
    if (this.column >= MAX_COLUMNS)
      throw new ImportRefused('size', `Row ${this.row} has more than ${MAX_COLUMNS} columns`);
    this.type = type;
    this.value = '';
  }

  private meaning(): string {
    if (this.type === 's') return this.shared[Number(this.value)] ?? '';
    if (this.type === 'b') return this.value === '1' ? 'true' : 'false';
    return this.type === 'n' ? plainNumber(this.value) : this.value;
  }

  private endRow(): void {
    const cells = Array.from(this.cells, (cell) => (cell as string | undefined) ?? '');
    const { row, formulas } = this;
    this.ready.push(formulas.size > 0 ? { row, cells, formulas } : { row, cells });
  }
}

/** `AB` is column 27. */
function columnOf(letters: string): number {
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** Workbooks hold binary fractions: 12.1 stands there as 12.100000000000001. */
function plainNumber(text: string): string {
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? text : String(Number(number.toPrecision(15)));
}
