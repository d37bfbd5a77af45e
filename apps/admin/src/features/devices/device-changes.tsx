import { useState } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { AUDIT_SOURCES, type AuditEntry, type AuditSource } from '@coffee/contract/audit';
import { AuditDrawer } from '../../ui/audit/audit-drawer';
import { useAuditWords } from '../../ui/audit-words';
import { Card } from '../../ui/card';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { RowButton } from '../../ui/row-button';
import { OlderButton } from '../../ui/older-button';
import { SkeletonLines } from '../../ui/skeleton';
import { TimeText } from '../../ui/time-text';
import { deviceAuditQuery } from './devices.queries';

interface Props {
  deviceId: string;
  zone: string | undefined;
}

/** What people, the command line and the system did to the machine, from the audit log. */
export function DeviceChanges({ deviceId, zone }: Props) {
  const { t } = useTranslation();
  const [source, setSource] = useState<AuditSource | null>(null);
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const query = useInfiniteQuery(deviceAuditQuery(deviceId, source));
  const entries = query.data?.pages.flatMap(({ items }) => items);
  return (
    <Card title={t('devices.changes.title')} actions={<SourceChoice value={source} onChange={setSource} />}>
      {query.isError && !entries && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <SkeletonLines count={5} />}
      {entries?.length === 0 && (
        <EmptyState
          icon="clock-history"
          title={t('devices.changes.none')}
          text={source === null ? t('devices.changes.noneText') : t('devices.changes.noneOfSource')}
        />
      )}
      {entries && entries.length > 0 && (
        <ol className="changes" aria-label={t('devices.changes.title')}>
          {entries.map((entry) => (
            <Change key={entry.id} entry={entry} zone={zone} onOpen={setShown} />
          ))}
        </ol>
      )}
      <OlderButton query={query} label={t('devices.changes.older')} />
      {shown && <AuditDrawer entry={shown} onClose={() => setShown(null)} />}
    </Card>
  );
}

interface ChoiceProps {
  value: AuditSource | null;
  onChange: (source: AuditSource | null) => void;
}

function SourceChoice({ value, onChange }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <div className="segmented" role="group" aria-label={t('devices.changes.by')}>
      {[null, ...AUDIT_SOURCES].map((source) => (
        <button key={source} type="button" aria-pressed={source === value} onClick={() => onChange(source)}>
          {source === null ? t('devices.changes.all') : t(`auditSource.${source}`)}
        </button>
      ))}
    </div>
  );
}

interface ChangeProps {
  entry: AuditEntry;
  zone: string | undefined;
  onOpen: (entry: AuditEntry) => void;
}

function Change({ entry, zone, onOpen }: ChangeProps) {
  const { t } = useTranslation();
  const words = useAuditWords();
  const by = t(`auditSource.${entry.source}`);
  return (
    <li>
      <div className="row-card-head">
        <RowButton row={entry} label={words.action(entry.action)} onOpen={onOpen} />
        <TimeText at={entry.created_at} zone={zone} mode="full" />
      </div>
      <span>{entry.summary}</span>
      <div className="row-card-facts">
        <span>{entry.actor_name ?? by}</span>
        {entry.actor_name && <span>{by}</span>}
      </div>
    </li>
  );
}
