import { useTranslation } from 'react-i18next';
import { Icon, BrandMark } from '../ui/icon';
import { ScopeLink } from '../ui/scope-link';
import { BELOW_DESKTOP, PHONE, useMedia } from '../ui/use-media';
import { ConnectionIndicator } from './connection-indicator';
import { LanguageSwitch, ThemeSwitch } from '../ui/display-switches';
import { PaletteButton } from './palette/palette-opener';
import { MerchantScope } from './merchant-scope';
import { TaskTray } from './task-tray';
import { UserMenu } from './user-menu';

interface Props {
  onMenu: () => void;
  menuOpen: boolean;
}

export function Topbar({ onMenu, menuOpen }: Props) {
  const { t } = useTranslation();
  const narrow = useMedia(BELOW_DESKTOP);
  const phone = useMedia(PHONE);
  return (
    <header className="topbar">
      {!phone && (
        <button
          type="button"
          className="btn btn-quiet btn-icon"
          aria-label={narrow ? t('shell.menu') : t('shell.toggleSidebar')}
          aria-expanded={menuOpen}
          onClick={onMenu}
        >
          <Icon name={narrow ? 'list' : 'layout-sidebar'} />
        </button>
      )}
      <ScopeLink to="/" className="topbar-brand">
        <BrandMark />
        <span>{t('app.name')}</span>
      </ScopeLink>
      <MerchantScope />
      <div className="topbar-fill" />
      <PaletteButton />
      <ConnectionIndicator />
      <TaskTray />
      <LanguageSwitch />
      {/* A phone has no room for it; the profile has it too. */}
      {!phone && <ThemeSwitch />}
      <UserMenu />
    </header>
  );
}
