import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { may } from '@coffee/contract/permissions';
import { useUser } from '../api/session';
import { Icon } from '../ui/icon';
import { useScopedPath } from '../ui/scope-link';
import { NAVIGATION, type NavItem } from './navigation';

function Item({ item, onGo }: { item: NavItem; onGo?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const scoped = useScopedPath();
  const label = t(`nav.${item.key}`);
  return (
    <li>
      <NavLink to={scoped(item.to)} end={item.to === '/'} className="nav-item" title={label} onClick={onGo}>
        <Icon name={item.icon} />
        <span className="nav-label">{label}</span>
      </NavLink>
    </li>
  );
}

/** The pages a person may open, in groups. */
export function NavGroups({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation();
  const { role } = useUser();
  return NAVIGATION.map(({ group, items }) => (
    <div key={group} className="nav-group">
      <div className="nav-group-title">{t(`nav.${group}`)}</div>
      <ul className="nav-list">
        {items
          .filter(({ permission }) => !permission || may(role, permission))
          .map((item) => (
            <Item key={item.key} item={item} onGo={onGo} />
          ))}
      </ul>
    </div>
  ));
}

export function Sidebar() {
  const { t } = useTranslation();
  return (
    <nav className="sidebar" aria-label={t('shell.navigation')}>
      <NavGroups />
    </nav>
  );
}
