import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { may } from '@coffee/contract/permissions';
import { alarmCountsQuery } from '../api/alarms';
import { useUser } from '../api/session';
import { useFormat } from '../i18n/format';
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
        {item.counts && <CriticalAlarms />}
      </NavLink>
    </li>
  );
}

/** How many critical alarms are open; nothing when there are none. */
function CriticalAlarms() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(alarmCountsQuery);
  if (!data || data.critical === 0) return null;
  return (
    <span className="nav-count">
      <span aria-hidden="true">{format.number(data.critical)}</span>
      <span className="visually-hidden">{t('alarms.criticalOpen', { count: data.critical })}</span>
    </span>
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
