import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '@coffee/contract/audit';
import { useAuditWords } from '../audit-words';
import { RowButton } from '../row-button';
import { TimeText } from '../time-text';

export function AuditActor({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  return (
    <>
      <span className="cell-main">{entry.actor_name ?? t(`auditSource.${entry.source}`)}</span>
      <span className="cell-sub">{t(`auditSource.${entry.source}`)}</span>
    </>
  );
}

export function AuditTarget({ entry }: { entry: AuditEntry }) {
  const words = useAuditWords();
  return (
    <>
      <span className="mono">{entry.target_id}</span>
      <span className="cell-sub">{words.targetType(entry.target_type)}</span>
    </>
  );
}

export function AuditCard({ entry, onOpen }: { entry: AuditEntry; onOpen: (entry: AuditEntry) => void }) {
  const words = useAuditWords();
  return (
    <>
      <div className="row-card-head">
        <RowButton row={entry} label={words.action(entry.action)} onOpen={onOpen} />
        <TimeText at={entry.created_at} />
      </div>
      <span>{entry.summary}</span>
      <div className="row-card-facts">
        <span>
          <AuditActor entry={entry} />
        </span>
        <span>
          <AuditTarget entry={entry} />
        </span>
      </div>
    </>
  );
}
