import Dropdown from 'react-bootstrap/Dropdown';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useUser } from '../api/session';
import { Icon } from '../ui/icon';
import { openShortcutHelp } from './shortcuts';
import { useSignOut } from './use-sign-out';

export function UserMenu() {
  const { t } = useTranslation();
  const user = useUser();
  const signOut = useSignOut();
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
