/** What an audit entry keeps of a row: plain JSON, secrets masked at every depth, never more than what changed. */
export type AuditFields = Record<string, unknown>;

export const MASK = '[masked]';
const SECRET_KEY = /password|token|secret|hash/i;
/** They change with every write and say nothing. */
const NOISE = new Set(['updatedAt', 'updated_at', 'version']);

export interface AuditChange {
  before: AuditFields | null;
  after: AuditFields | null;
}

/** Both sides given: the fields that differ. One side (a row that came or went): all of its fields. */
export function auditChange(before: object | null, after: object | null): AuditChange {
  const [old, fresh] = [plain(before), plain(after)];
  if (!old || !fresh) return { before: masked(old), after: masked(fresh) };
  const changed = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].filter(
    (key) => !NOISE.has(key) && JSON.stringify(old[key]) !== JSON.stringify(fresh[key]),
  );
  return { before: masked(pick(old, changed)), after: masked(pick(fresh, changed)) };
}

/** Through JSON, so that times compare by value and nothing shared with the row is stored. */
function plain(fields: object | null): AuditFields | null {
  return fields && (JSON.parse(JSON.stringify(fields)) as AuditFields);
}

function pick(fields: AuditFields, keys: string[]): AuditFields {
  return Object.fromEntries(keys.filter((key) => key in fields).map((key) => [key, fields[key]]));
}

function masked(fields: AuditFields | null): AuditFields | null {
  return fields && (maskValue(fields) as AuditFields);
}

function maskValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_KEY.test(key) && inner !== null ? MASK : maskValue(inner),
    ]),
  );
}
