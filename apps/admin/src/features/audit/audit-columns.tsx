import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '@coffee/contract/audit';
import type { Column } from '../../ui/data-table';
import { RowButton } from '../../ui/row-button';
import { TimeText } from '../../ui/time-text';
import { useAuditWords } from '../../ui/audit-words';

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

export function useAuditColumns(onOpen: (entry: AuditEntry) => void): Column<AuditEntry>[] {
  const { t } = useTranslation();
  const words = useAuditWords();
  return [
    {
      key: 'action',
      header: t('audit.action'),
      wide: true,
      cell: (entry) => (
        <>
          <RowButton row={entry} label={words.action(entry.action)} onOpen={onOpen} />
          <span className="cell-sub">{entry.summary}</span>
        </>
      ),
    },
    { key: 'target', header: t('audit.target'), cell: (entry) => <AuditTarget entry={entry} /> },
    { key: 'actor', header: t('audit.actor'), cell: (entry) => <AuditActor entry={entry} /> },
    {
      key: 'ip',
      header: t('audit.ip'),
      extra: true,
      cell: ({ ip }) => <span className="mono">{ip ?? '–'}</span>,
    },
    {
      key: 'created',
      header: t('audit.at'),
      sort: 'created_at',
      end: true,
      cell: ({ created_at }) => <TimeText at={created_at} />,
    },
  ];
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
