import { useTranslation } from 'react-i18next';
import type { ImportResult } from '@coffee/contract/materials';
import { useFormat } from '../../i18n/format';

const COUNTS = ['created', 'updated', 'unchanged', 'failed_rows'] as const;

/** What an import has done so far: `12 created · 3 updated`. Nothing for other work. */
export function ImportCounts({ result }: { result: object | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const told = result as Partial<ImportResult> | null;
  if (told?.created === undefined) return null;
  const parts = COUNTS.flatMap((name) => {
    const count = told[name] ?? 0;
    return count > 0 ? [t(`materials.count.${name}`, { count, total: format.number(count) })] : [];
  });
  return (
    <span className="cell-sub">{parts.length > 0 ? parts.join(' · ') : t('materials.nothingChanged')}</span>
  );
}

/** Which file, and how it was to be taken. */
export function ImportScope({ scope }: { scope: Record<string, unknown> }) {
  const { t } = useTranslation();
  const words = [
    String(scope['name']),
    scope['dry_run'] === true && t('materials.import.dryRun'),
    scope['overwrite_existing'] === true && t('materials.import.overwrite'),
  ];
  return <span className="task-scope">{words.filter(Boolean).join(' · ')}</span>;
}
