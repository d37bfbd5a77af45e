import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ROLES } from '@coffee/contract/permissions';
import { USER_SORTS, type CreatedUser, type User } from '@coffee/contract/users';
import { AddButton } from '../../ui/add-button';
import type { Column } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import type { Filter } from '../../ui/filters';
import { ListPage } from '../../ui/list-page';
import { Guarded } from '../../ui/guarded';
import { useListState, type ListSchema } from '../../ui/list-state';
import { ScopeLink } from '../../ui/scope-link';
import { TimeText } from '../../ui/time-text';
import { InvitationLinkDrawer } from './invitation-link';
import { RoleMatrix } from './role-matrix';
import { UserBadge } from './user-badge';
import { UserDrawer } from './user-drawer';
import { useMerchantName } from './user-words';
import { usersQuery } from './users.queries';

const FIELDS = {
  query: { kind: 'text' },
  role: { kind: 'many', values: ROLES },
  active: { kind: 'flag' },
} as const;
const SCHEMA: ListSchema<typeof FIELDS> = { fields: FIELDS, sorts: USER_SORTS, defaultSort: 'email' };

export function UsersPage() {
  const { t } = useTranslation();
  return (
    <Guarded permission="users.manage" title={t('nav.users')}>
      <UserList />
    </Guarded>
  );
}

function UserList() {
  const { t } = useTranslation();
  const list = useListState(SCHEMA);
  const query = useQuery(usersQuery(list.query));
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<CreatedUser | null>(null);
  const columns = useColumns();
  const filters: Filter[] = [
    {
      key: 'role',
      label: t('users.role'),
      kind: 'many',
      primary: true,
      options: ROLES.map((value) => ({ value, label: t(`role.${value}`) })),
    },
    { key: 'active', label: t('users.active'), kind: 'flag', primary: true },
  ];
  return (
    <ListPage
      title={t('nav.users')}
      actions={<AddButton label={t('users.add')} onClick={() => setAdding(true)} />}
      list={list}
      filters={filters}
      searchLabel={t('users.search')}
      columns={columns}
      query={query}
      rowKey={({ id }) => id}
      card={(user) => <UserCard user={user} />}
      empty={<EmptyState icon="people" title={t('users.none')} />}
    >
      <RoleMatrix />
      {adding && <UserDrawer user={null} onClose={() => setAdding(false)} onCreated={setMade} />}
      {made?.invitation && (
        <InvitationLinkDrawer invitation={made.invitation} email={made.email} onClose={() => setMade(null)} />
      )}
    </ListPage>
  );
}

function UserName({ user }: { user: User }) {
  return (
    <ScopeLink className="row-link" to={`/users/${user.id}`}>
      {user.name}
    </ScopeLink>
  );
}

function useColumns(): Column<User>[] {
  const { t } = useTranslation();
  const merchantName = useMerchantName();
  return [
    {
      key: 'name',
      header: t('common.name'),
      sort: 'name',
      cell: (user) => <UserName user={user} />,
    },
    { key: 'email', header: t('users.email'), sort: 'email', cell: ({ email }) => email },
    { key: 'role', header: t('users.role'), cell: ({ role }) => t(`role.${role}`) },
    { key: 'merchant', header: t('users.sees'), cell: merchantName },
    { key: 'active', header: t('common.status'), cell: (user) => <UserBadge user={user} /> },
    {
      key: 'last_login',
      header: t('users.lastLogin'),
      cell: ({ last_login_at }) => <TimeText at={last_login_at} />,
    },
    {
      key: 'created',
      header: t('common.created'),
      sort: 'created_at',
      end: true,
      cell: ({ created_at }) => <TimeText at={created_at} />,
    },
  ];
}

function UserCard({ user }: { user: User }) {
  const { t } = useTranslation();
  const merchantName = useMerchantName();
  return (
    <>
      <div className="row-card-head">
        <UserName user={user} />
        <UserBadge user={user} />
      </div>
      <div className="row-card-facts">
        <span>{user.email}</span>
        <span>{t(`role.${user.role}`)}</span>
        <span>{merchantName(user)}</span>
      </div>
    </>
  );
}
