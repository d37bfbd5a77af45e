// The command palette: pages and actions by name, and everything that the server finds. In a Bootstrap modal rather
// than cmdk's own dialog, which would write a style element that the content security policy refuses.
import { useState, type ReactNode } from 'react';
import { Command } from 'cmdk';
import Modal from 'react-bootstrap/Modal';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { SEARCH_KINDS, SEARCH_MIN_LENGTH, type SearchHit } from '@coffee/contract/search';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { useUser } from '../../api/session';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-paths';
import { useDebounced } from '../../ui/use-debounced';
import { HIT_ICONS, pageOfHit } from './hit-words';
import { matches, usePaletteCommands, type PaletteCommand } from './palette-commands';
import { readRecent, rememberHit } from './recent-hits';

const WAIT_MS = 150;

export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const wanted = text.trim();
  return (
    <Modal show onHide={onClose} aria-label={t('palette.title')} dialogClassName="palette" animation={false}>
      <Command shouldFilter={false} loop label={t('palette.title')}>
        <div className="palette-field">
          <Icon name="search" />
          <Command.Input
            autoFocus
            maxLength={100}
            value={text}
            onValueChange={setText}
            placeholder={t('palette.placeholder')}
          />
          <button
            type="button"
            className="btn btn-quiet btn-icon"
            aria-label={t('common.close')}
            onClick={onClose}
          >
            <Icon name="x-lg" />
          </button>
        </div>
        <Results wanted={wanted} onClose={onClose} />
      </Command>
    </Modal>
  );
}

const names = ({ id, title, detail }: SearchHit) => `${id} ${title} ${detail ?? ''}`.toLowerCase();

function useHits(wanted: string) {
  const q = useDebounced(wanted, WAIT_MS);
  const enabled = wanted.length >= SEARCH_MIN_LENGTH && q.length >= SEARCH_MIN_LENGTH;
  const query = useQuery({
    queryKey: queryKeys.search(q),
    queryFn: ({ signal }) => api<SearchHit[]>('GET', '/search', { query: { q }, signal }),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const isBusy = enabled && (query.isFetching || q !== wanted);
  const known = enabled ? (query.data ?? []) : [];
  // Enter must not open what was found for an earlier text.
  const hits = isBusy ? known.filter((hit) => names(hit).includes(wanted.toLowerCase())) : known;
  return { hits, error: enabled ? query.error : null, isBusy };
}

function Results({ wanted, onClose }: { wanted: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { id: me } = useUser();
  const navigate = useNavigate();
  const { pages, actions } = usePaletteCommands();
  const { hits, error, isBusy } = useHits(wanted);
  const run = (command: PaletteCommand) => {
    onClose();
    command.run();
  };
  const open = (hit: SearchHit) => {
    rememberHit(me, hit);
    onClose();
    void navigate(pageOfHit(hit));
  };
  const known = (commands: PaletteCommand[]) => commands.filter((command) => matches(command, wanted));
  return (
    <>
      <Command.List label={t('palette.results')} aria-busy={isBusy}>
        {wanted === '' && <Hits heading={t('palette.recent')} hits={readRecent(me)} onOpen={open} />}
        {SEARCH_KINDS.map((kind) => (
          <Hits
            key={kind}
            heading={t(`palette.kind.${kind}`)}
            hits={hits.filter((hit) => hit.kind === kind)}
            onOpen={open}
          />
        ))}
        <Commands heading={t('palette.pages')} commands={known(pages)} onRun={run} />
        <Commands heading={t('palette.actions')} commands={known(actions)} onRun={run} />
        {!isBusy && !error && <Command.Empty>{t('palette.nothing', { text: wanted })}</Command.Empty>}
      </Command.List>
      <div className="palette-foot meta" role="status">
        {error ? t(`error.${toApiError(error).code}`) : isBusy ? t('palette.searching') : t('palette.hint')}
      </div>
    </>
  );
}

interface HitsProps {
  heading: string;
  hits: SearchHit[];
  onOpen: (hit: SearchHit) => void;
}

function Hits({ heading, hits, onOpen }: HitsProps) {
  if (hits.length === 0) return null;
  return (
    <Command.Group heading={heading}>
      {hits.map((hit) => (
        <Entry
          key={`${hit.kind} ${hit.id} ${hit.device_id}`}
          value={`${hit.kind} ${hit.id} ${hit.device_id ?? ''}`}
          icon={HIT_ICONS[hit.kind]}
          onSelect={() => onOpen(hit)}
        >
          <span className="palette-title">{hit.title}</span>
          {hit.detail && <span className="meta">{hit.detail}</span>}
        </Entry>
      ))}
    </Command.Group>
  );
}

interface CommandsProps {
  heading: string;
  commands: PaletteCommand[];
  onRun: (command: PaletteCommand) => void;
}

function Commands({ heading, commands, onRun }: CommandsProps) {
  if (commands.length === 0) return null;
  return (
    <Command.Group heading={heading}>
      {commands.map((command) => (
        <Entry
          key={command.key}
          value={`command ${command.key}`}
          icon={command.icon}
          onSelect={() => onRun(command)}
        >
          <span className="palette-title">{command.label}</span>
          {command.keys && (
            <span className="palette-keys">
              {command.keys.split(' ').map((key) => (
                <kbd key={key} className="kbd">
                  {key}
                </kbd>
              ))}
            </span>
          )}
        </Entry>
      ))}
    </Command.Group>
  );
}

interface EntryProps {
  value: string;
  icon: IconName;
  onSelect: () => void;
  children: ReactNode;
}

function Entry({ value, icon, onSelect, children }: EntryProps) {
  return (
    <Command.Item value={value} onSelect={onSelect}>
      <Icon name={icon} />
      {children}
    </Command.Item>
  );
}
