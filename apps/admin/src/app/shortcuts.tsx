import { useEffect, useState } from 'react';
import Modal from 'react-bootstrap/Modal';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { may } from '@coffee/contract/permissions';
import { useUser } from '../api/session';
import { useScopedPath } from '../ui/scope-link';
import { MOD_KEY } from '../ui/mod-key';
import { useSingleKeys } from '../ui/single-keys';
import { NAVIGATION, type NavItem } from './navigation';
import { setPaletteOpen } from './palette/palette-state';

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
    '/': () => {
      const search = document.querySelector<HTMLInputElement>('[data-search]');
      if (search) search.focus();
      else setPaletteOpen(true);
    },
    'Shift+?': () => setOpen(true),
  });
  return (
    <Help open={open} onClose={() => setOpen(false)} items={items} mayHandle={may(role, 'alarms.manage')} />
  );
}

interface HelpProps {
  open: boolean;
  onClose: () => void;
  items: { letter: string; key: NavItem['key'] }[];
  mayHandle: boolean;
}

function Help({ open, onClose, items, mayHandle }: HelpProps) {
  const { t } = useTranslation();
  const anywhere: KeyHelp[] = [
    { keys: [MOD_KEY, 'K'], text: t('shortcuts.palette') },
    { keys: ['/'], text: t('shortcuts.search') },
    { keys: ['?'], text: t('shortcuts.help') },
  ];
  const pages = items.map(({ letter, key }) => ({ keys: ['g', letter], text: t(`nav.${key}`) }));
  const alarms: KeyHelp[] = [
    { keys: ['a'], text: t('shortcuts.ack') },
    { keys: ['m'], text: t('shortcuts.mine') },
    { keys: ['s'], text: t('shortcuts.shelve') },
    { keys: ['z'], text: t('shortcuts.undo') },
  ];
  return (
    <Modal show={open} onHide={onClose} centered scrollable aria-label={t('shortcuts.title')}>
      <Modal.Header closeButton closeLabel={t('common.close')}>
        <Modal.Title as="h2">{t('shortcuts.title')}</Modal.Title>
      </Modal.Header>
      <Modal.Body>
        <KeyGroup title={t('shortcuts.anywhere')} rows={anywhere} />
        {mayHandle && <KeyGroup title={t('shortcuts.alarmsGroup')} rows={alarms} />}
        <KeyGroup title={t('shortcuts.goToGroup')} rows={pages} />
        <p className="meta mt-3 mb-0">{t('shortcuts.turnOff')}</p>
      </Modal.Body>
    </Modal>
  );
}

interface KeyHelp {
  keys: string[];
  text: string;
}

function KeyGroup({ title, rows }: { title: string; rows: KeyHelp[] }) {
  return (
    <section className="key-group">
      <h3>{title}</h3>
      <dl className="facts facts-list">
        {rows.map(({ keys, text }) => [
          <dt key={`${text}-keys`}>
            {keys.map((key) => (
              <kbd key={key} className="kbd">
                {key}
              </kbd>
            ))}
          </dt>,
          <dd key={text}>{text}</dd>,
        ])}
      </dl>
    </section>
  );
}
