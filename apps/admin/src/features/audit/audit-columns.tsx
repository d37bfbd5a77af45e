import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '@coffee/contract/audit';
import type { Column } from '../../ui/data-table';
import { RowButton } from '../../ui/row-button';
import { TimeText } from '../../ui/time-text';
import { AuditActor, AuditTarget } from '../../ui/audit/audit-parts';
import { useAuditWords } from '../../ui/audit-words';

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
