// Which column of a file holds which field of a material, where a person says it instead of the header.
import { Transform } from 'class-transformer';
import { registerDecorator, type ValidationArguments } from 'class-validator';

/** What an import takes from a row. */
export const IMPORT_FIELDS = ['code', 'name', 'type', 'unit', 'density', 'cost_per_1000', 'enabled'] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];
export const REQUIRED_FIELDS: readonly ImportField[] = ['code', 'name', 'type', 'unit'];

/** Header -> field; null leaves the column out. A header that is not named here is understood as ever. */
export type ImportMapping = Record<string, ImportField | null>;

export const MAX_IMPORT_COLUMNS = 100;
export const MAX_HEADER_CHARACTERS = 200;
/** Neither NUL nor half a character: the database keeps neither. */
const HEADER = new RegExp(`^[^\\u0000\\p{Cs}]{1,${MAX_HEADER_CHARACTERS}}$`, 'u');

const isField = (value: unknown): boolean => (IMPORT_FIELDS as readonly unknown[]).includes(value);

/** Whether a header can be named in a mapping. */
export const isMappable = (header: string): boolean => HEADER.test(header);

/** Null when there is nothing wrong with it. */
function faultOf(mapping: unknown): string | null {
  if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping))
    return 'must be a JSON object: the header of each column and its field, or null to leave it out';
  const entries = Object.entries(mapping) as [string, unknown][];
  if (entries.length > MAX_IMPORT_COLUMNS) return `names more than ${MAX_IMPORT_COLUMNS} columns`;
  if (!entries.every(([header]) => isMappable(header)))
    return `has a header that is empty or has more than ${MAX_HEADER_CHARACTERS} characters`;
  const odd = entries.find(([, field]) => field !== null && !isField(field));
  if (odd) return `has no known field for "${odd[0]}": the fields are ${IMPORT_FIELDS.join(', ')}`;
  const fields = entries.flatMap(([, field]) => (typeof field === 'string' ? [field] : []));
  const twice = fields.find((field, at) => fields.indexOf(field) !== at);
  return twice === undefined ? null : `gives two columns to ${twice}`;
}

/** A mapping: an object, or in a query or a form its JSON. */
export function IsImportMapping(): PropertyDecorator {
  const read = Transform(({ value }: { value: unknown }) => parsed(value));
  return (target, property) => {
    read(target, property);
    registerDecorator({
      name: 'isImportMapping',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => faultOf(value) === null,
        defaultMessage: (args?: ValidationArguments) => `${args?.property} ${faultOf(args?.value)}`,
      },
    });
  };
}

/** What is no JSON stays, and breaks the rule. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
