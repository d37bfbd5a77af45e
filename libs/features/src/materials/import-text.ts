// What is in a text file, before anybody reads a row of it: its encoding and its delimiter.
import { createReadStream } from 'node:fs';
import { ImportRefused } from './materials.errors';

export type Encoding = 'utf-8' | 'gb18030';
const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Enough for any header. */
const HEAD_CHARACTERS = 64 * 1024;

/** The whole file is looked at: a broken character near its end must not be found when half of it was imported. */
export async function encodingOf(path: string): Promise<Encoding> {
  if (await isWhole(path, 'utf-8')) return 'utf-8';
  // GB18030 holds GBK and GB2312.
  if (await isWhole(path, 'gb18030')) return 'gb18030';
  throw new ImportRefused('encoding', 'The file is neither UTF-8 nor GBK text: save it as CSV in UTF-8');
}

async function isWhole(path: string, encoding: Encoding): Promise<boolean> {
  try {
    // Only whether it can be read counts here.
    for await (const text of textOf(path, encoding)) if (text === '') continue;
    return true;
  } catch (error) {
    if (error instanceof ImportRefused) throw error;
    return false;
  }
}

/** Without a byte order mark. Throws a TypeError for what is not text in this encoding. */
export async function* textOf(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (chunk.includes(0))
      throw new ImportRefused(
        'plainText',
        'The file has NUL bytes: it is not text, or UTF-16. Save it in UTF-8',
      );
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/** The one that splits the first line into the most names that are known, else the most cells. */
export async function delimiterOf(
  path: string,
  encoding: Encoding,
  isKnown: (header: string) => boolean,
): Promise<Delimiter> {
  const line = firstLine(await headOf(path, encoding));
  const scored = DELIMITERS.map((delimiter) => {
    const cells = line.split(delimiter).map((cell) => cell.trim().replace(/^"|"$/g, ''));
    return { delimiter, known: cells.filter(isKnown).length, cells: cells.length };
  });
  scored.sort((a, b) => b.known - a.known || b.cells - a.cells);
  return scored[0]?.delimiter ?? ',';
}

async function headOf(path: string, encoding: Encoding): Promise<string> {
  let head = '';
  for await (const text of textOf(path, encoding)) {
    head += text;
    if (head.length >= HEAD_CHARACTERS) break;
  }
  return head;
}

function firstLine(text: string): string {
  return text.split(/\r?\n|\r/).find((line) => line.trim() !== '') ?? '';
}
