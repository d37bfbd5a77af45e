import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { Icon } from '../ui/icon';
import { useScopedPath } from '../ui/scope-link';
import { NAVIGATION } from './navigation';

const SHOWN = new Set(['overview', 'devices', 'alarms', 'orders']);

/** The four places a thumb goes most, and the rest behind "more". */
export function BottomBar({ onMore }: { onMore: () => void }) {
  const { t } = useTranslation();
  const scoped = useScopedPath();
  const items = NAVIGATION.flatMap(({ items: all }) => all).filter(({ key }) => SHOWN.has(key));
  return (
    <nav className="bottom-bar" aria-label={t('shell.navigation')}>
      {items.map(({ key, to, icon }) => (
        <NavLink key={key} to={scoped(to)} end={to === '/'}>
          <Icon name={icon} />
          {t(`nav.${key}`)}
        </NavLink>
      ))}
      <button type="button" onClick={onMore}>
        <Icon name="three-dots" />
        {t('shell.more')}
      </button>
    </nav>
  );
}
