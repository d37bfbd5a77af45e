import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { User } from '@coffee/contract/users';
import { useUser } from '../../api/session';
import { Card } from '../../ui/card';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { Facts } from '../../ui/facts';
import { Guarded } from '../../ui/guarded';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { ScopeLink } from '../../ui/scope-link';
import { SessionList } from '../../ui/sessions/session-list';
import { SkeletonLines } from '../../ui/skeleton';
import { TimeText } from '../../ui/time-text';
import { AccessCard } from './access-card';
import { UserBadge } from './user-badge';
import { UserDrawer } from './user-drawer';
import { useMerchantName } from './user-words';
import { userQuery } from './users.queries';

export function UserPage() {
  const { t } = useTranslation();
  return (
    <Guarded permission="users.manage" title={t('nav.users')}>
      <UserDetail id={Number(useParams().userId)} />
    </Guarded>
  );
}

function UserDetail({ id }: { id: number }) {
  const { t } = useTranslation();
  const isId = Number.isSafeInteger(id) && id > 0;
  const { data, error, refetch } = useQuery({ ...userQuery(id), enabled: isId });
  const [editing, setEditing] = useState(false);
  return (
    <div className="page page-narrow">
      <PageHeader
        title={data?.name ?? t('users.one')}
        beside={data && <UserBadge user={data} />}
        parents={[{ label: t('nav.users'), to: '/users' }]}
        actions={
          data && (
            <button type="button" className="btn btn-primary" onClick={() => setEditing(true)}>
              <Icon name="pencil" />
              {t('users.edit')}
            </button>
          )
        }
      />
      {!isId && (
        <div className="card-box">
          <EmptyState icon="people" title={t('error.NOT_FOUND')} />
        </div>
      )}
      {error && !data && (
        <div className="card-box">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {isId && !error && !data && <SkeletonLines count={8} />}
      {data && <Account user={data} />}
      {editing && data && <UserDrawer user={data} onClose={() => setEditing(false)} />}
    </div>
  );
}

function Account({ user }: { user: User }) {
  const { t } = useTranslation();
  const merchantName = useMerchantName();
  const { id: me } = useUser();
  return (
    <>
      <Card title={t('profile.account')}>
        <Facts
          list
          facts={[
            { label: t('users.email'), value: user.email },
            { label: t('users.role'), value: t(`role.${user.role}`) },
            { label: t('users.sees'), value: merchantName(user) },
            { label: t('users.lastLogin'), value: <TimeText at={user.last_login_at} /> },
            { label: t('common.created'), value: <TimeText at={user.created_at} /> },
            {
              label: t('users.audit'),
              value: (
                <ScopeLink to={`/audit?target_type=user&target_id=${user.id}`}>
                  {t('users.historyLink')}
                </ScopeLink>
              ),
            },
          ]}
        />
      </Card>
      {user.id !== me && <AccessCard user={user} />}
      <SessionList
        path={user.id === me ? '/auth/sessions' : `/users/${user.id}/sessions`}
        title={t('sessions.title')}
        lead={t(user.id === me ? 'sessions.leadOwn' : 'sessions.lead')}
      />
    </>
  );
}
