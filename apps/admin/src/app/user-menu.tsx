import Dropdown from 'react-bootstrap/Dropdown';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { api, setCsrfToken } from '../api/client';
import { useUser } from '../api/session';
import { Icon } from '../ui/icon';
import { openShortcutHelp } from './shortcuts';

export function UserMenu() {
  const { t } = useTranslation();
  const user = useUser();
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = async () => {
    // An ended session is what was wanted, whatever the server says about it.
    await api('POST', '/auth/logout', { anonymous: true }).catch(() => undefined);
    setCsrfToken(null);
    await navigate('/sign-in');
    client.clear();
  };
  return (
    <Dropdown align="end">
      <Dropdown.Toggle
        as="button"
        type="button"
        bsPrefix="btn btn-quiet btn-icon"
        aria-label={t('shell.account', { name: user.name })}
      >
        <Icon name="person-circle" />
      </Dropdown.Toggle>
      <Dropdown.Menu>
        <div className="px-3 py-1">
          <div className="cell-main">{user.name}</div>
          <div className="meta">{user.email}</div>
          <div className="meta">{t(`role.${user.role}`)}</div>
        </div>
        <Dropdown.Divider />
        <Dropdown.Item as={Link} to="/profile">
          {t('nav.profile')}
        </Dropdown.Item>
        <Dropdown.Item as="button" type="button" onClick={openShortcutHelp}>
          {t('shortcuts.title')}
        </Dropdown.Item>
        <Dropdown.Divider />
        <Dropdown.Item as="button" type="button" onClick={() => void signOut()}>
          {t('shell.signOut')}
        </Dropdown.Item>
      </Dropdown.Menu>
    </Dropdown>
  );
}
