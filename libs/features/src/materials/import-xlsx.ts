// The first sheet of a workbook, as a stream. Workbooks come from strangers: nothing is inflated beyond what is bounded
// here, nothing is held but the texts that cells share, and no formula is believed.
import type { Readable } from 'node:stream';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { type Entry, open, type ZipFile } from 'yauzl';
import { MAX_ROW_CHARACTERS, type SheetRow } from './import-sheet';
import { ImportRefused } from './materials.errors';

const MIB = 1024 * 1024;
const MAX_PARTS = 2_000;
/** Of one part of the archive, inflated. */
const MAX_SHEET_BYTES = 512 * MIB;
const MAX_SHARED_BYTES = 64 * MIB;
const MAX_SMALL_BYTES = 4 * MIB;
/** A table of rows that are all alike shrinks to a fiftieth; a bomb to a thousandth. */
const MAX_RATIO = 200;
const MAX_COLUMNS = 1_000;

export async function* xlsxSheet(path: string): AsyncGenerator<SheetRow> {
  const archive = await Archive.open(path);
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

const notAWorkbook = (): ImportRefused =>
  new ImportRefused('format', 'The file is not a workbook that can be read: save it as .xlsx again');
const tooMuch = (): ImportRefused =>
  new ImportRefused('size', 'The workbook unpacks to far more than its own size: it was not read');

class Archive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly parts: ReadonlyMap<string, Entry>,
  ) {}

  static async open(path: string): Promise<Archive> {
    const zip = await new Promise<ZipFile>((resolve, reject) => {
      const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
      open(path, options, (error, opened) => (error ? reject(notAWorkbook()) : resolve(opened)));
    });
    try {
      return new Archive(zip, await partsOf(zip));
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

/** The first in the workbook's own order. */
async function sheetPart(archive: Archive): Promise<string> {
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

const localName = ({ name }: SaxesTagPlain): string => name.slice(name.indexOf(':') + 1);

async function eachTag(source: AsyncIterable<Buffer>, see: (tag: SaxesTagPlain) => void): Promise<void> {
  const parser = newParser();
  parser.on('opentag', see);
  for await (const text of decoded(source)) parser.write(text);
  parser.close();
}

function newParser(): SaxesParser {
  const parser = new SaxesParser();
  parser.on('error', () => {
    throw notAWorkbook();
  });
  return parser;
}

/** What the parser would hold as a whole must be short: a text, a tag; and a document's own entities are another bomb. */
const MAX_STRETCH = 512 * 1024;
const DECLARATION = '<?xml';

async function* decoded(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let tail = '';
  let stretch = 0;
  let isFirst = true;
  for await (const chunk of source) {
    const text = decoder.decode(chunk, { stream: true });
    const seen = isFirst && text.startsWith(DECLARATION) ? text.slice(DECLARATION.length) : tail + text;
    if (seen.includes('<!') || seen.includes('<?')) throw notAWorkbook();
    const lastTag = text.lastIndexOf('<');
    stretch = lastTag === -1 ? stretch + text.length : text.length - lastTag;
    if (stretch > MAX_STRETCH) throw new ImportRefused('size', 'A cell of the workbook is far too long');
    if (text !== '') isFirst = false;
    tail = text.slice(-1);
    yield text;
  }
  yield decoder.decode();
}

async function sharedTexts(archive: Archive): Promise<string[]> {
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

/** The text of an element, put together from its runs; what tells how it is pronounced is left out. */
class TextReader {
  private text = '';
  private inText = false;
  private phonetic = 0;

  constructor(
    private readonly element: string,
    private readonly done: (text: string) => void,
  ) {}

  listen(parser: SaxesParser): void {
    parser.on('opentag', (tag) => this.open(localName(tag)));
    parser.on('text', (text) => this.add(text));
    parser.on('closetag', (tag) => this.close(localName(tag)));
  }

  open(name: string): void {
    if (name === this.element) this.text = '';
    if (name === 'rPh') this.phonetic += 1;
    this.inText = name === 't' && this.phonetic === 0;
  }

  add(text: string): void {
    if (this.inText) this.text = bounded(this.text + text);
  }

  close(name: string): void {
    if (name === 't') this.inText = false;
    if (name === 'rPh') this.phonetic -= 1;
    if (name === this.element) this.done(this.text);
  }
}

function bounded(text: string): string {
  if (text.length > MAX_ROW_CHARACTERS)
    throw new ImportRefused('size', `A cell has more than ${MAX_ROW_CHARACTERS} characters`);
  return text;
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
