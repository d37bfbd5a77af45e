import { useTranslation } from 'react-i18next';
import { PERMISSIONS, ROLES, may, type Permission } from '@coffee/contract/permissions';
import { Card } from '../../ui/card';
import { Icon } from '../../ui/icon';

/** Who may do what, drawn from the same table by which the API refuses. */
export function RoleMatrix() {
  const { t } = useTranslation();
  return (
    <Card title={t('users.matrix')} flush>
      <p className="card-lead muted">{t('users.matrixLead')}</p>
      <div className="table-scroll" role="region" aria-label={t('users.matrix')} tabIndex={0}>
        <table className="data-table role-matrix">
          <thead>
            <tr>
              <th scope="col">{t('users.permission')}</th>
              {ROLES.map((role) => (
                <th key={role} scope="col">
                  {t(`role.${role}`)}
                  <span className="cell-sub">{t(`roleHint.${role}`)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('users.readAll')}</th>
              {ROLES.map((role) => (
                <Cell key={role} allowed />
              ))}
            </tr>
            {(Object.keys(PERMISSIONS) as Permission[]).map((permission) => (
              <tr key={permission}>
                <th scope="row">{t(`permission.${permission.replace('.', '_') as 'users_manage'}`)}</th>
                {ROLES.map((role) => (
                  <Cell key={role} allowed={may(role, permission)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Cell({ allowed }: { allowed: boolean }) {
  const { t } = useTranslation();
  return (
    <td>
      {allowed ? <Icon name="check-lg" /> : <span className="muted">–</span>}
      <span className="visually-hidden">{allowed ? t('common.yes') : t('common.no')}</span>
    </td>
  );
}
