import { Suspense, lazy, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { tinykeys } from 'tinykeys';
import { Icon } from '../../ui/icon';
import { MOD_KEY } from '../../ui/mod-key';
import { setPaletteOpen, usePaletteOpen } from './palette-state';

const Palette = lazy(() => import('./palette').then((module) => ({ default: module.Palette })));

/** Ctrl+K or Cmd+K opens it from anywhere, a field too; over a dialog nothing opens. */
export function PaletteHost() {
  const open = usePaletteOpen();
  useEffect(
    () =>
      tinykeys(window, {
        '$mod+KeyK': (event) => {
          const isPalette = document.querySelector('.palette') !== null;
          if (!isPalette && document.querySelector('.modal.show, .offcanvas.show')) return;
          event.preventDefault();
          setPaletteOpen(!isPalette);
        },
      }),
    [],
  );
  // Signing out must not leave it open for the next person.
  useEffect(() => () => setPaletteOpen(false), []);
  if (!open) return null;
  return (
    <Suspense>
      <Palette onClose={() => setPaletteOpen(false)} />
    </Suspense>
  );
}

export function PaletteButton() {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="btn btn-quiet palette-button"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => setPaletteOpen(true)}
    >
      <Icon name="search" />
      <span className="palette-button-text">{t('palette.open')}</span>
      <kbd className="kbd">{MOD_KEY} K</kbd>
    </button>
  );
}
