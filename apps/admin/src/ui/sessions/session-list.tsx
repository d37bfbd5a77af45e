import { useState } from 'react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SessionsEnded, UserSession } from '@coffee/contract/users';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { Card } from '../card';
import { ConfirmDialog } from '../confirm-dialog';
import { EmptyState, ErrorState } from '../empty-state';
import { SkeletonLines } from '../skeleton';
import { Badge } from '../status-mark';
import { TimeText } from '../time-text';
import { showToast } from '../toasts';
import { readUserAgent } from './browser-name';

const sessionsQuery = (path: string) =>
  queryOptions({
    queryKey: queryKeys.userSessions.of(path),
    queryFn: ({ signal }) => api<UserSession[]>('GET', path, { signal }),
  });

interface Props {
  /** `/auth/sessions` for one's own, `/users/{id}/sessions` for another's. */
  path: string;
  title: string;
  lead: string;
}

/** Where somebody is signed in, with the means to end it. */
export function SessionList({ path, title, lead }: Props) {
  const { data, error, refetch } = useQuery(sessionsQuery(path));
  const { t } = useTranslation();
  return (
    <Card title={title} actions={data && <EndAll path={path} sessions={data} />} flush>
      <p className="card-lead muted">{lead}</p>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <SkeletonLines count={3} />}
      {data?.length === 0 && <EmptyState icon="person-circle" title={t('sessions.none')} />}
      {data && data.length > 0 && (
        <ul className="session-list">
          {data.map((session) => (
            <SessionItem key={session.id} path={path} session={session} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function useDeviceName(): (session: UserSession) => string {
  const { t } = useTranslation();
  return ({ user_agent }) => {
    const { browser, system } = readUserAgent(user_agent);
    if (browser && system) return t('sessions.browserOn', { browser, system });
    return browser ?? system ?? user_agent?.slice(0, 60) ?? t('sessions.unknown');
  };
}

function SessionItem({ path, session }: { path: string; session: UserSession }) {
  const { t } = useTranslation();
  const name = useDeviceName()(session);
  const { mutate, isPending } = useEnding(`${path}/${session.id}`, path);
  return (
    <li>
      <div>
        <div className="row-gap">
          <span className="cell-main" title={session.user_agent ?? undefined}>
            {name}
          </span>
          {session.current && <Badge tone="ok">{t('sessions.current')}</Badge>}
        </div>
        <div className="meta">
          {session.ip && <span className="mono">{session.ip}</span>}
          <span>
            {t('sessions.lastSeen')} <TimeText at={session.last_seen_at} />
          </span>
          <span>
            {t('sessions.since')} <TimeText at={session.created_at} />
          </span>
        </div>
      </div>
      {!session.current && (
        <button
          type="button"
          className="btn btn-plain btn-link-danger"
          aria-label={t('sessions.endOf', { name })}
          disabled={isPending}
          onClick={() => mutate()}
        >
          {t('sessions.end')}
        </button>
      )}
    </li>
  );
}

function EndAll({ path, sessions }: { path: string; sessions: UserSession[] }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending } = useEnding(path, path);
  const own = sessions.some(({ current }) => current);
  const others = sessions.filter(({ current }) => !current).length;
  if (others === 0) return null;
  const action = own ? t('sessions.endOthers') : t('sessions.endAll');
  return (
    <>
      <button type="button" className="btn btn-plain btn-link-danger" onClick={() => setAsking(true)}>
        {action}
      </button>
      <ConfirmDialog
        open={asking}
        title={action}
        action={action}
        danger
        busy={isPending}
        onCancel={() => setAsking(false)}
        onConfirm={() => mutate(undefined, { onSettled: () => setAsking(false) })}
      >
        <p className="mb-0">{t('sessions.endAllText', { count: others })}</p>
      </ConfirmDialog>
    </>
  );
}

function useEnding(path: string, list: string) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api<SessionsEnded>('DELETE', path),
    onSuccess: ({ ended }) => showToast('ok', t('sessions.ended', { count: ended })),
    onError: (error) => {
      const { code, requestId } = toApiError(error);
      showToast('critical', t(`error.${code}`), requestId);
    },
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.userSessions.of(list) }),
  });
}
