// The XML of a workbook's parts, read piece by piece and never held.
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { MAX_ROW_CHARACTERS } from './import-sheet';
import { ImportRefused } from './materials.errors';
import { notAWorkbook } from './workbook-archive';

export const localName = ({ name }: SaxesTagPlain): string => name.slice(name.indexOf(':') + 1);

export async function eachTag(
  source: AsyncIterable<Buffer>,
  see: (tag: SaxesTagPlain) => void,
): Promise<void> {
  const parser = newParser();
  parser.on('opentag', see);
  for await (const text of decoded(source)) parser.write(text);
  parser.close();
}

export function newParser(): SaxesParser {
  const parser = new SaxesParser();
  parser.on('error', () => {
    throw notAWorkbook();
  });
  return parser;
}

/** What the parser would hold as a whole must be short: a text, a tag; and a document's own entities are another bomb. */
const MAX_STRETCH = 512 * 1024;
const DECLARATION = '<?xml';

export async function* decoded(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
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

/** The text of an element, put together from its runs; what tells how it is pronounced is left out. */
export class TextReader {
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

export function bounded(text: string): string {
  if (text.length > MAX_ROW_CHARACTERS)
    throw new ImportRefused('size', `A cell has more than ${MAX_ROW_CHARACTERS} characters`);
  return text;
}
