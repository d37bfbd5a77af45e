import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ROLES } from '@coffee/contract/permissions';
import { CreateUser, UpdateUser, type CreatedUser, type User } from '@coffee/contract/users';
import { useMerchantOptions } from '../../api/lookups';
import { queryKeys } from '../../api/query-keys';
import { useRefreshSession, useUser } from '../../api/session';
import { CheckField, PasswordField, SelectField, TextField } from '../../ui/forms/inputs';
import { RowDrawer } from '../../ui/forms/row-drawer';
import type { DtoForm } from '../../ui/forms/use-dto-form';

interface Values {
  [field: string]: string | boolean;
  email: string;
  name: string;
  role: string;
  merchant_id: string;
  active: boolean;
  /** Of a new user: an administrator sets the password, rather than the person by a link. */
  with_password: boolean;
  password: string;
}

function toForm(user: User | null): Values {
  return {
    email: user?.email ?? '',
    name: user?.name ?? '',
    role: user?.role ?? 'viewer',
    merchant_id: user?.merchant_id?.toString() ?? '',
    active: user?.active ?? true,
    with_password: user !== null,
    password: '',
  };
}

function toBody(values: Values, isNew: boolean) {
  return {
    name: values.name.trim(),
    role: values.role,
    merchant_id: values.merchant_id ? Number(values.merchant_id) : null,
    ...(isNew ? { email: values.email.trim() } : { active: values.active }),
    // An empty password of a known user means: keep the old one.
    ...(values.with_password && (isNew || values.password) ? { password: values.password } : {}),
  };
}

interface Props {
  /** Null makes one. */
  user: User | null;
  onClose: () => void;
  onCreated?: (user: CreatedUser) => void;
}

export function UserDrawer({ user, onClose, onCreated }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refreshSession = useRefreshSession();
  const { id: me } = useUser();
  const labels = {
    name: t('common.name'),
    role: t('users.role'),
    merchant_id: t('users.sees'),
    active: t('users.active'),
  };
  const saved = async (row: User) => {
    if (!user) onCreated?.(row as CreatedUser);
    await client.invalidateQueries({ queryKey: queryKeys.users.all });
    if (row.id === me) await refreshSession();
  };
  return (
    <RowDrawer<User, Values, CreateUser | UpdateUser>
      title={user ? t('users.edit') : t('users.add')}
      row={user}
      path={user ? `/users/${user.id}` : '/users'}
      dto={user ? UpdateUser : CreateUser}
      toForm={toForm}
      toBody={(values) => toBody(values, !user)}
      labels={labels}
      submitLabel={user ? t('form.save') : t('users.add')}
      onSaved={saved}
      onClose={onClose}
    >
      {(form) => <Fields form={form} user={user} />}
    </RowDrawer>
  );
}

function Fields({ form, user }: { form: DtoForm<Values, CreateUser | UpdateUser>; user: User | null }) {
  const { t } = useTranslation();
  const merchants = useMerchantOptions();
  const role = form.watch('role') as User['role'];
  const withPassword = form.watch('with_password') as boolean;
  return (
    <>
      {!user && (
        <TextField form={form} name="email" type="email" inputMode="email" label={t('users.email')} />
      )}
      <TextField form={form} name="name" label={t('common.name')} />
      <SelectField
        form={form}
        name="role"
        label={t('users.role')}
        hint={t(`roleHint.${role}`)}
        options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
      />
      <SelectField
        form={form}
        name="merchant_id"
        label={t('users.sees')}
        none={t('shell.allMerchants')}
        options={merchants}
      />
      {!user && (
        <CheckField
          form={form}
          name="with_password"
          label={t('users.withPassword')}
          hint={t('users.withPasswordHint')}
        />
      )}
      {withPassword && (
        <PasswordField
          form={form}
          name="password"
          label={user ? t('users.newPassword') : t('users.password')}
          hint={user ? t('users.keepPassword') : t('users.passwordHint')}
          optional={Boolean(user)}
          autoComplete="new-password"
        />
      )}
      {user && (
        <CheckField form={form} name="active" label={t('users.active')} hint={t('users.activeHint')} />
      )}
    </>
  );
}
