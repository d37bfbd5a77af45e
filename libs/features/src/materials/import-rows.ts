// From a row of a table, or an object of a list, to a material, or to what is wrong with it.
import type { ImportMapping } from '@coffee/contract/import-mapping';
import { CreateMaterial, type ImportColumn } from '@coffee/contract/materials';
import { parseMoney } from '@coffee/contract/money';
import { compileValidator } from '@coffee/platform/validation';
import { plainCell } from '../exports';
import { columnsOf, fieldsOf } from './import-columns';
import type { SheetRow, SheetRows } from './import-sheet';
import { IMPORT_FIELDS, type ImportField, isOwnColumn, REQUIRED_FIELDS } from './material-columns';
import { ImportRefused } from './materials.errors';

export interface Fault {
  field: string;
  rule: string;
  error: string;
}

/** A material as a row gives it. What is undefined stays as it is, or takes its default. */
export interface ImportedMaterial {
  row: number;
  code: string;
  name: string;
  type: string;
  unit: string;
  density: number | null | undefined;
  costMinor: number | null | undefined;
  enabled: boolean | undefined;
}

/** A row that was read. `cells` is what a file of bad rows repeats. */
export interface ImportRow {
  row: number;
  code: string | null;
  cells: readonly string[];
  faults: readonly Fault[];
  material: ImportedMaterial | null;
}

/** The rows of one import, and the names of their columns. */
export interface ImportTable {
  header: readonly string[];
  /** What each column is taken for. */
  fields: readonly (ImportField | null)[];
  columns: readonly ImportColumn[];
  ignored: readonly string[];
  /** In batches. */
  rows: AsyncIterable<readonly ImportRow[]>;
  /** How many there are, instead of reading them: cheaper, since none is judged. */
  count(): Promise<number>;
}

const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const YES = new Set(['true', '1', 'yes', 'y', '是', '启用', 'on']);
const NO = new Set(['false', '0', 'no', 'n', '否', '停用', '禁用', 'off']);
const validate = compileValidator(CreateMaterial);

/** Reads the header at once: a file without the columns that are needed is refused as a whole. */
export async function tableOf(sheet: SheetRows, mapping: ImportMapping = {}): Promise<ImportTable> {
  const [first, ...rest] = await firstFilled(sheet);
  if (!first)
    throw new ImportRefused('isNotEmpty', 'The file has no header: its first row must name the columns');
  const header = first.cells.map((cell) =>
    plainCell(cell)
      .text.replace(/^\uFEFF/, '')
      .trim(),
  );
  const fields = fieldsOf(header, mapping);
  const columns = columnsOf(header, fields);
  const ignored = header.filter((name, at) => name !== '' && fields[at] === null && !isOwnColumn(name));
  const filled = filledRows(rest, sheet);
  const rows = readAll(filled, header, fields);
  return { header, fields, columns, ignored, rows, count: () => countAll(filled) };
}

/** The first batch with anything in it, from its first row that has. */
async function firstFilled(sheet: SheetRows): Promise<readonly SheetRow[]> {
  for (;;) {
    const { done, value } = await sheet.next();
    if (done) return [];
    const at = value.findIndex((row) => !isEmpty(row));
    if (at >= 0) return value.slice(at);
  }
}

async function* filledRows(begun: readonly SheetRow[], sheet: SheetRows): SheetRows {
  const filled = (rows: readonly SheetRow[]): SheetRow[] => rows.filter((row) => !isEmpty(row));
  try {
    yield filled(begun);
    for await (const rows of sheet) yield filled(rows);
  } finally {
    // Left before the rest was asked for, the file must be closed all the same.
    await sheet.return(undefined);
  }
}

async function* readAll(
  sheet: SheetRows,
  header: readonly string[],
  fields: readonly (ImportField | null)[],
): AsyncGenerator<readonly ImportRow[]> {
  for await (const rows of sheet) yield rows.map((row) => readSheetRow(row, header, fields));
}

async function countAll(sheet: SheetRows): Promise<number> {
  let found = 0;
  for await (const rows of sheet) found += rows.length;
  return found;
}

const isEmpty = ({ cells }: SheetRow): boolean => cells.every((cell) => cell.trim() === '');

function readSheetRow(
  { row, cells, formulas }: SheetRow,
  header: readonly string[],
  fields: readonly (ImportField | null)[],
): ImportRow {
  const faults: Fault[] = [];
  const values: Partial<Record<ImportField, unknown>> = {};
  const plain = cells.map((cell) => plainCell(cell));
  if (plain.slice(header.length).some(({ text }) => text.trim() !== ''))
    faults.push({
      field: 'row',
      rule: 'tooManyCells',
      error: 'has more cells than the header: a text with the delimiter in it needs quotes',
    });
  fields.forEach((field, at) => {
    if (field === null) return;
    const { text, isFormula } = plain[at] ?? { text: '', isFormula: false };
    if (formulas?.has(at) || (isFormula && !NUMBER.test(text.trim())))
      faults.push({
        field,
        rule: 'isFormula',
        error: `${field} is a formula: put a value there, or an apostrophe in front`,
      });
    else values[field] = meaningOf(field, text.trim());
  });
  const kept = header.map((_name, at) => plain[at]?.text ?? '');
  return judge(row, values, faults, kept);
}

/** What cannot be understood stays text, so that the field's own rule says what is wrong. */
function meaningOf(field: ImportField, text: string): unknown {
  if (field === 'density') return text === '' ? null : NUMBER.test(text) ? Number(text) : text;
  if (field === 'cost_per_1000') return text === '' ? null : text;
  if (field !== 'enabled') return text;
  const word = text.toLowerCase();
  return word === '' ? undefined : YES.has(word) ? true : NO.has(word) ? false : text;
}

const JSON_KEYS: ReadonlySet<string> = new Set(IMPORT_FIELDS);

/** A list that came as JSON: the same rules, without a header. */
export function rowOfObject(value: object, row: number): ImportRow {
  const object = value as Partial<Record<ImportField, unknown>>;
  const faults = Object.keys(object)
    .filter((key) => !JSON_KEYS.has(key))
    .map((key) => ({ field: key, rule: 'whitelistValidation', error: `${key} is not known here` }));
  const cells = IMPORT_FIELDS.map((field) => textOf(object[field]));
  return judge(row, object, faults, cells);
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

function judge(
  row: number,
  values: Partial<Record<ImportField, unknown>>,
  found: Fault[],
  cells: readonly string[],
): ImportRow {
  const code = typeof values.code === 'string' ? shortened(values.code, 100) : null;
  const faults = [...found];
  for (const field of REQUIRED_FIELDS)
    if (isBlank(values[field]) && !isNamed(faults, field))
      faults.push({ field, rule: 'isDefined', error: `${field} is required` });
  const checked = validate(values);
  if (!checked.ok)
    for (const { field, rule, message } of checked.issues)
      if (!isNamed(faults, field)) faults.push({ field, rule, error: message });
  const material = checked.ok && faults.length === 0 ? materialOf(row, checked.value) : null;
  return { row, code, cells, faults, material };
}

/** Without the half of a character at its end, which the database does not keep. */
export const shortened = (text: string, max: number): string => text.slice(0, max).replace(/\p{Cs}/gu, '');

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';
const isNamed = (faults: readonly Fault[], name: string): boolean =>
  faults.some(({ field }) => field === name);

function materialOf(row: number, { cost_per_1000: cost, ...value }: CreateMaterial): ImportedMaterial {
  const { code, name, type, unit, density, enabled } = value;
  const costMinor = cost === undefined || cost === null ? cost : parseMoney(cost);
  return { row, code, name, type, unit, density, costMinor, enabled: enabled ?? undefined };
}
