// What the columns of a file are: as the server understood them, as a person said before, as they say now.
import {
  IMPORT_FIELDS,
  REQUIRED_FIELDS,
  type ImportField,
  type ImportMapping,
} from '@coffee/contract/import-mapping';
import type { ImportColumn } from '@coffee/contract/materials';
import { toApiError } from '../../api/api-error';

const KEY = 'coffee.import-columns';
/** Files that look different; the last ones are kept. */
const MAX_KEPT = 20;

interface Kept {
  header: string;
  mapping: ImportMapping;
}

/** The columns of a file that was refused for its header; null for any other error. */
export function columnsIn(error: Error): ImportColumn[] | null {
  const { columns } = toApiError(error).details;
  return Array.isArray(columns) && columns.length > 0 ? (columns as ImportColumn[]) : null;
}

const headerOf = (columns: readonly ImportColumn[]): string =>
  JSON.stringify(columns.map(({ header }) => header));

/** What was said of the last file with these columns. */
export function keptMapping(columns: readonly ImportColumn[]): ImportMapping | null {
  const header = headerOf(columns);
  return kept().find((each) => each.header === header)?.mapping ?? null;
}

export function keepMapping(columns: readonly ImportColumn[], mapping: ImportMapping): void {
  const header = headerOf(columns);
  const others = kept().filter((each) => each.header !== header);
  try {
    localStorage.setItem(KEY, JSON.stringify([{ header, mapping }, ...others].slice(0, MAX_KEPT)));
  } catch {
    // Without storage it is asked again.
  }
}

function kept(): Kept[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isKept) : [];
  } catch {
    return [];
  }
}

/** A newer version of these pages may have written it. */
function isKept(value: unknown): value is Kept {
  const { header, mapping } = (value ?? {}) as Partial<Kept>;
  if (typeof header !== 'string' || typeof mapping !== 'object') return false;
  return Object.values(mapping).every((field) => field === null || IMPORT_FIELDS.includes(field));
}

/** What stands in the selects at first. Of columns with one name nobody can say which is meant. */
export function draftOf(columns: readonly ImportColumn[], said: ImportMapping | null): ImportMapping {
  return Object.fromEntries(
    columns.map(({ header, field, suggestion }) => {
      if (timesOf(columns, header) > 1) return [header, null];
      return [header, field ?? (said && Object.hasOwn(said, header) ? null : suggestion)];
    }),
  );
}

export const timesOf = (columns: readonly ImportColumn[], header: string): number =>
  columns.filter((column) => column.header === header).length;

export interface Problems {
  /** Fields that are needed and have no column. */
  missing: ImportField[];
  /** Fields that have two. */
  twice: ImportField[];
}

/** What keeps a file from being read with these columns. */
export function problemsOf(draft: ImportMapping): Problems {
  const fields = Object.values(draft);
  return {
    missing: REQUIRED_FIELDS.filter((field) => !fields.includes(field)),
    twice: IMPORT_FIELDS.filter((field) => fields.indexOf(field) !== fields.lastIndexOf(field)),
  };
}
