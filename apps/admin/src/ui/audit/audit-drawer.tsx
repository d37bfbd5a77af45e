import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '@coffee/contract/audit';
import { Drawer } from '../drawer';
import { Facts } from '../facts';
import { ScopeLink } from '../scope-link';
import { TimeText } from '../time-text';
import { changesOf } from './audit-diff';
import { AuditActor, AuditTarget } from './audit-parts';
import { pageOf, useAuditWords } from '../audit-words';

/** One entry: who, from where, and field by field what it was and what it is. */
export function AuditDrawer({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useAuditWords();
  const page = pageOf(entry.target_type, entry.target_id);
  return (
    <Drawer title={words.action(entry.action)} open onClose={onClose}>
      <div className="stack">
        <p className="mb-0">{entry.summary}</p>
        <Changes entry={entry} />
        <Facts
          list
          facts={[
            { label: t('audit.at'), value: <TimeText at={entry.created_at} mode="full" /> },
            { label: t('audit.actor'), value: <AuditActor entry={entry} /> },
            { label: t('audit.target'), value: <AuditTarget entry={entry} /> },
            { label: t('audit.ip'), value: entry.ip && <span className="mono">{entry.ip}</span> },
            {
              label: t('audit.requestId'),
              value: entry.request_id && <RequestLink id={entry.request_id} />,
            },
            { label: t('audit.entry'), value: <span className="mono">{entry.id}</span> },
          ]}
        />
        <div className="row-gap">
          {page && <ScopeLink to={page}>{t('audit.openTarget')}</ScopeLink>}
          <ScopeLink
            to={`/audit?target_type=${entry.target_type}&target_id=${encodeURIComponent(entry.target_id)}`}
            onClick={onClose}
          >
            {t('audit.sameTarget')}
          </ScopeLink>
        </div>
      </div>
    </Drawer>
  );
}

/** All that one request did. */
function RequestLink({ id }: { id: string }) {
  return (
    <ScopeLink className="mono" to={`/audit?request_id=${encodeURIComponent(id)}`}>
      {id}
    </ScopeLink>
  );
}

function Changes({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const changes = changesOf(entry);
  if (changes.length === 0) return <p className="meta mb-0">{t('audit.noChanges')}</p>;
  return (
    // Scrolls by itself, so it must be reachable by keyboard.
    <div className="table-scroll" tabIndex={0} role="group" aria-label={t('audit.changes')}>
      <table className="data-table">
        <caption className="visually-hidden">{t('audit.changes')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('audit.field')}</th>
            <th scope="col">{t('audit.before')}</th>
            <th scope="col">{t('audit.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ path, before, after }) => (
            <tr key={path}>
              <th scope="row">
                <code>{path}</code>
              </th>
              <td>{before === null ? '–' : <del>{before}</del>}</td>
              <td>{after === null ? '–' : <ins>{after}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
