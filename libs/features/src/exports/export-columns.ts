import type { ExportLanguage } from '@coffee/contract/orders';
import { escapeIdentifier } from 'pg';

/** `text` may have been written by a machine or a person; the other kinds are of our own making. */
export type ColumnKind = 'text' | 'word' | 'number' | 'money' | 'time' | 'flag';

export interface ExportColumn {
  kind: ColumnKind;
  header: Record<ExportLanguage, string>;
  /** Minor units for money. SQL by developers only. */
  sql: string;
}

/** What makes a spreadsheet take a text for a formula, the full-width forms included: code points. */
export const FORMULA_STARTS = [...'=+-@\t\r\n＝＋－＠'].map((sign) => sign.codePointAt(0) ?? 0);

/**
 * A text that a spreadsheet might run gets an apostrophe in front; so does one that has apostrophes before such a sign
 * already, so that taking one away always restores what was there.
 */
function safeText(sql: string): string {
  return `case when ascii(ltrim(${sql}, '''')) in (${FORMULA_STARTS.join(', ')}) then '''' || ${sql} else ${sql} end`;
}

const STARTS = new Set(FORMULA_STARTS);
const startsFormula = (text: string): boolean => STARTS.has(text.codePointAt(0) ?? -1);

/** The same for a file that is not written by PostgreSQL. */
export function safeCell(text: string): string {
  return startsFormula(text.replace(/^'+/, '')) ? `'${text}` : text;
}

/** What a cell says that was written so. `isFormula`: it was not, and a spreadsheet would run it. */
export function plainCell(cell: string): { text: string; isFormula: boolean } {
  if (startsFormula(cell)) return { text: cell, isFormula: true };
  const wasSafe = cell.startsWith("'") && startsFormula(cell.replace(/^'+/, ''));
  return { text: wasSafe ? cell.slice(1) : cell, isFormula: false };
}

const CELL: Record<ColumnKind, (sql: string) => string> = {
  text: safeText,
  word: (sql) => sql,
  number: (sql) => sql,
  // Exact: two decimals of a decimal type.
  money: (sql) => `${sql}::numeric * 0.01`,
  time: (sql) => `to_char(${sql}, 'YYYY-MM-DD"T"HH24:MI:SS.MSTZH:TZM')`,
  flag: (sql) => `case when ${sql} then 'true' else 'false' end`,
};

/** The select list of an export, each column under its header's words. */
export function selectCells(columns: readonly ExportColumn[], language: ExportLanguage): string {
  return columns
    .map(({ kind, sql, header }) => `${CELL[kind](sql)} as ${escapeIdentifier(header[language])}`)
    .join(', ');
}
