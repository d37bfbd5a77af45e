import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ROLES } from '@coffee/contract/permissions';
import { USER_SORTS, type User } from '@coffee/contract/users';
import { useMerchantOptions } from '../../api/lookups';
import { AddButton } from '../../ui/add-button';
import type { Column } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import type { Filter } from '../../ui/filters';
import { ListPage } from '../../ui/list-page';
import { Guarded } from '../../ui/guarded';
import { useListState, type ListSchema } from '../../ui/list-state';
import { RowButton } from '../../ui/row-button';
import { ActiveBadge } from '../../ui/status-badge';
import { TimeText } from '../../ui/time-text';
import { RoleMatrix } from './role-matrix';
import { UserDrawer } from './user-drawer';
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
  const [editing, setEditing] = useState<User | 'new' | null>(null);
  const columns = useColumns(setEditing);
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
      actions={<AddButton label={t('users.add')} onClick={() => setEditing('new')} />}
      list={list}
      filters={filters}
      searchLabel={t('users.search')}
      columns={columns}
      query={query}
      rowKey={({ id }) => id}
      card={(user) => <UserCard user={user} onEdit={setEditing} />}
      empty={<EmptyState icon="people" title={t('users.none')} />}
    >
      <RoleMatrix />
      {editing && <UserDrawer user={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </ListPage>
  );
}

function useMerchantName(): (user: User) => string {
  const { t } = useTranslation();
  const names = new Map(useMerchantOptions().map(({ value, label }) => [value, label]));
  return ({ merchant_id }) =>
    merchant_id === null ? t('shell.allMerchants') : (names.get(merchant_id) ?? '–');
}

function useColumns(onEdit: (user: User) => void): Column<User>[] {
  const { t } = useTranslation();
  const merchantName = useMerchantName();
  return [
    {
      key: 'name',
      header: t('common.name'),
      sort: 'name',
      cell: (user) => <RowButton row={user} label={user.name} onOpen={onEdit} />,
    },
    { key: 'email', header: t('users.email'), sort: 'email', cell: ({ email }) => email },
    { key: 'role', header: t('users.role'), cell: ({ role }) => t(`role.${role}`) },
    { key: 'merchant', header: t('users.sees'), cell: merchantName },
    { key: 'active', header: t('common.status'), cell: ({ active }) => <ActiveBadge active={active} /> },
    {
      key: 'created',
      header: t('common.created'),
      sort: 'created_at',
      end: true,
      cell: ({ created_at }) => <TimeText at={created_at} />,
    },
  ];
}

function UserCard({ user, onEdit }: { user: User; onEdit: (user: User) => void }) {
  const { t } = useTranslation();
  const merchantName = useMerchantName();
  return (
    <>
      <div className="row-card-head">
        <RowButton row={user} label={user.name} onOpen={onEdit} />
        <ActiveBadge active={user.active} />
      </div>
      <div className="row-card-facts">
        <span>{user.email}</span>
        <span>{t(`role.${user.role}`)}</span>
        <span>{merchantName(user)}</span>
      </div>
    </>
  );
}
