import type { AuditEntry } from '@coffee/contract/audit';

export interface Change {
  /** Such as `settings.auto_refund.enabled` or `items.0.qty`. */
  path: string;
  /** Null when it was not there. */
  before: string | null;
  after: string | null;
}

type Flat = Map<string, string>;

function flatten(value: unknown, path: string, into: Flat): void {
  if (value === undefined) return;
  const isBranch = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isBranch) {
    into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
    return;
  }
  for (const [key, part] of Object.entries(value as object))
    flatten(part, path === '' ? key : `${path}.${key}`, into);
}

function flat(side: AuditEntry['before']): Flat {
  const into: Flat = new Map();
  if (side && Object.keys(side).length > 0) flatten(side, '', into);
  return into;
}

/** Field by field, only what differs; of a row that came or went all of it. */
export function changesOf({ before, after }: Pick<AuditEntry, 'before' | 'after'>): Change[] {
  const [old, fresh] = [flat(before), flat(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((path) => ({ path, before: old.get(path) ?? null, after: fresh.get(path) ?? null }))
    .filter((change) => change.before !== change.after || isMasked(change));
}

/** What is masked on both sides is there because it changed. */
const isMasked = ({ before }: Change): boolean => before === '[masked]';
