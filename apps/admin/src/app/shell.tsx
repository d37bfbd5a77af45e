import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, ScrollRestoration, useNavigation } from 'react-router';
import { Drawer } from '../ui/drawer';
import { setPreferences, usePreferences } from '../ui/preferences';
import { Toasts } from '../ui/toasts';
import { BELOW_DESKTOP, PHONE, useMedia } from '../ui/use-media';
import { AlarmBanner } from './alarm-watch/alarm-banner';
import { BottomBar } from './bottom-bar';
import { LiveProvider } from './live-provider';
import { PaletteHost } from './palette/palette-opener';
import { SessionGate } from './session-gate';
import { Shortcuts } from './shortcuts';
import { NavGroups, Sidebar } from './sidebar';
import { Topbar } from './topbar';

/** Everything around a page. */
export function Shell() {
  return (
    <SessionGate>
      <LiveProvider>
        <Frame />
      </LiveProvider>
    </SessionGate>
  );
}

function Frame() {
  const { t } = useTranslation();
  const { sidebar } = usePreferences();
  const narrow = useMedia(BELOW_DESKTOP);
  const phone = useMedia(PHONE);
  const [menu, setMenu] = useState(false);
  const navigation = useNavigation();
  const collapsed = sidebar === 'collapsed';
  const toggle = () =>
    narrow ? setMenu(true) : setPreferences({ sidebar: collapsed ? 'open' : 'collapsed' });
  return (
    <div className={`shell ${collapsed ? 'is-collapsed' : ''}`}>
      <a className="skip-link" href="#main">
        {t('shell.skip')}
      </a>
      <Topbar onMenu={toggle} menuOpen={narrow ? menu : !collapsed} />
      {!narrow && <Sidebar />}
      <main id="main" className="main" tabIndex={-1} aria-busy={navigation.state === 'loading'}>
        <AlarmBanner />
        <Outlet />
      </main>
      {phone && <BottomBar onMore={() => setMenu(true)} />}
      <Drawer title={t('shell.menu')} open={narrow && menu} onClose={() => setMenu(false)} placement="start">
        <NavGroups onGo={() => setMenu(false)} />
      </Drawer>
      <Shortcuts />
      <PaletteHost />
      <Toasts />
      <ScrollRestoration />
    </div>
  );
}
