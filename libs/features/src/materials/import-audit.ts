import type { Outcome } from './import-statement';
import type { AuditRecord } from '../audit';
import type { MaterialColumns } from './import-chunk';

const CODES_TOLD = 100;

/** The entry of one chunk; null when it changed nothing. */
export function importEntry(
  name: string,
  materials: MaterialColumns,
  outcomes: readonly Outcome[],
  targetId: string,
): AuditRecord | null {
  const codesOf = (wanted: Outcome): string[] =>
    materials.code.filter((_code, at) => outcomes[at] === wanted);
  const [created, updated] = [codesOf('created'), codesOf('updated')];
  if (created.length + updated.length === 0) return null;
  return {
    action: 'material.imported',
    targetType: 'material_import',
    targetId,
    summary: `Imported materials from ${name}: ${created.length} created, ${updated.length} updated`,
    after: {
      created: created.length,
      updated: updated.length,
      created_codes: created.slice(0, CODES_TOLD),
      updated_codes: updated.slice(0, CODES_TOLD),
    },
  };
}
