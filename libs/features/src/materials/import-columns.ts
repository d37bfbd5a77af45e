// What the columns of a file are: as a person says, else as their header does.
import { type ImportMapping, isMappable, MAX_IMPORT_COLUMNS } from '@coffee/contract/import-mapping';
import type { ImportColumn } from '@coffee/contract/materials';
import {
  fieldOf,
  IMPORT_FIELDS,
  type ImportField,
  isOwnColumn,
  likelyFieldOf,
  REQUIRED_FIELDS,
} from './material-columns';
import { ImportRefused } from './materials.errors';

type Fields = readonly (ImportField | null)[];

/** Refuses a header that does not name what is needed, and says what its columns may be. */
export function fieldsOf(header: readonly string[], mapping: ImportMapping): Fields {
  if (header.length > MAX_IMPORT_COLUMNS)
    throw new ImportRefused('header', `The header has more than ${MAX_IMPORT_COLUMNS} columns`);
  const fields = header.map((name) => meantBy(mapping, name));
  const refused = (message: string): ImportRefused =>
    new ImportRefused('header', message, { columns: columnsOf(header, fields) });
  const twice = fields.find((field, at) => field !== null && fields.indexOf(field) !== at);
  if (twice) throw refused(`Two columns are named ${twice}`);
  const missing = REQUIRED_FIELDS.filter((field) => !fields.includes(field));
  if (missing.length > 0)
    throw refused(`The first row must name the columns; there is none for ${missing.join(', ')}`);
  return fields;
}

export const meantBy = (mapping: ImportMapping, name: string): ImportField | null =>
  Object.hasOwn(mapping, name) ? (mapping[name] ?? null) : fieldOf(name);

/** Without those that nobody can say anything about, and our own files' that mean nothing here. */
export function columnsOf(header: readonly string[], fields: Fields): ImportColumn[] {
  const free = new Set(IMPORT_FIELDS.filter((field) => !fields.includes(field)));
  return header.flatMap((name, at) => {
    const field = fields[at] ?? null;
    if (!isMappable(name) || (field === null && isOwnColumn(name))) return [];
    const suggestion = field === null ? likelyFieldOf(name, free) : null;
    if (suggestion) free.delete(suggestion);
    return [{ header: name, field, suggestion }];
  });
}
