import { useEffect, useState } from 'react';
import Modal from 'react-bootstrap/Modal';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { may } from '@coffee/contract/permissions';
import { useUser } from '../api/session';
import { useScopedPath } from '../ui/scope-link';
import { useSingleKeys } from '../ui/single-keys';
import { NAVIGATION } from './navigation';

let openHelp: () => void = () => undefined;
export const openShortcutHelp = () => openHelp();

export function Shortcuts() {
  const [open, setOpen] = useState(false);
  const { role } = useUser();
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const items = NAVIGATION.flatMap(({ items: all }) => all).filter(
    ({ permission }) => !permission || may(role, permission),
  );
  useEffect(() => {
    openHelp = () => setOpen(true);
    return () => {
      openHelp = () => undefined;
    };
  }, []);
  useSingleKeys({
    ...Object.fromEntries(items.map(({ letter, to }) => [`g ${letter}`, () => void navigate(scoped(to))])),
    '/': () => document.querySelector<HTMLInputElement>('[data-search]')?.focus(),
    'Shift+?': () => setOpen(true),
  });
  return <Help open={open} onClose={() => setOpen(false)} items={items} />;
}

function Help({
  open,
  onClose,
  items,
}: {
  open: boolean;
  onClose: () => void;
  items: { letter: string; key: (typeof NAVIGATION)[0]['items'][0]['key'] }[];
}) {
  const { t } = useTranslation();
  return (
    <Modal show={open} onHide={onClose} centered aria-label={t('shortcuts.title')}>
      <Modal.Header closeButton closeLabel={t('common.close')}>
        <Modal.Title as="h2">{t('shortcuts.title')}</Modal.Title>
      </Modal.Header>
      <Modal.Body>
        <dl className="facts facts-list">
          <dt>
            <kbd className="kbd">/</kbd>
          </dt>
          <dd>{t('shortcuts.search')}</dd>
          {items.map(({ letter, key }) => [
            <dt key={`${key}-keys`}>
              <kbd className="kbd">g</kbd> <kbd className="kbd">{letter}</kbd>
            </dt>,
            <dd key={key}>{t('shortcuts.goTo', { page: t(`nav.${key}`) })}</dd>,
          ])}
          <dt>
            <kbd className="kbd">?</kbd>
          </dt>
          <dd>{t('shortcuts.help')}</dd>
        </dl>
        <p className="meta mt-3">{t('shortcuts.turnOff')}</p>
      </Modal.Body>
    </Modal>
  );
}
