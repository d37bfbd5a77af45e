// What is sealed of an entry: every column, with its name and its length in bytes, so that no two entries read alike.
// A column that is null adds nothing: one that is added later, nullable, leaves the digests of older entries as they are.
// The text stands here and not in a function of the database, which whoever can write there could replace.
import { AuditEntryEntity } from '@coffee/data/entities';

const asText: Partial<Record<keyof AuditEntryEntity, (column: string) => string>> = {
  createdAt: (column) => `(extract(epoch from ${column}) * 1000000)::bigint::text`,
};

const COLUMNS: Record<keyof AuditEntryEntity, string> = {
  id: 'id',
  action: 'action',
  targetType: 'target_type',
  targetId: 'target_id',
  summary: 'summary',
  before: 'before',
  after: 'after',
  source: 'source',
  actorId: 'actor_id',
  actorName: 'actor_name',
  merchantId: 'merchant_id',
  ip: 'ip',
  requestId: 'request_id',
  createdAt: 'created_at',
  xactId: 'xact_id',
};

/** SQL for the SHA-256 of an entry under this alias. */
export function entryDigest(alias: string): string {
  const parts = Object.entries(COLUMNS).map(([property, name]) => {
    const column = `${alias}.${name}`;
    const text = asText[property as keyof AuditEntryEntity]?.(column) ?? `${column}::text`;
    return `coalesce('${name}' || octet_length(${text}) || ':' || ${text}, '')`;
  });
  return `sha256(convert_to(${parts.join(' || ')}, 'UTF8'))`;
}
