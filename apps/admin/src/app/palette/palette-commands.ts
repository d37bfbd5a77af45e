import { useEffect, useState } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { may, type Permission } from '@coffee/contract/permissions';
import { useUser } from '../../api/session';
import { switchLanguage, translatorOf } from '../../i18n/i18n';
import type { IconName } from '../../ui/icon-paths';
import { LANGUAGES, setPreferences, usePreferences, type Theme } from '../../ui/preferences';
import { useScopedPath } from '../../ui/scope-link';
import { NAVIGATION } from '../navigation';
import { openShortcutHelp } from '../shortcuts';
import { useSignOut } from '../use-sign-out';

/** A page to go to or a thing to do. */
export interface PaletteCommand {
  key: string;
  icon: IconName;
  label: string;
  /** The same in the other language: who works in one may know a page by the other. */
  otherLabel: string;
  /** Keys that do the same. */
  keys?: string;
  run: () => void;
}

type Words = (t: TFunction<'app'>) => string;
type Draft = Omit<PaletteCommand, 'label' | 'otherLabel'> & {
  words: Words;
  permission?: Permission | undefined;
};

const PLACES: { key: string; to: string; icon: IconName; words: Words; permission: Permission }[] = [
  {
    key: 'dispatch',
    to: '/dispatch/new',
    icon: 'send',
    words: (t) => t('palette.newDispatch'),
    permission: 'commands.send',
  },
  {
    key: 'recipe',
    to: '/recipes/new',
    icon: 'clipboard-check',
    words: (t) => t('palette.newRecipe'),
    permission: 'recipes.manage',
  },
  {
    key: 'import',
    to: '/materials/import',
    icon: 'box-seam',
    words: (t) => t('palette.importMaterials'),
    permission: 'materials.manage',
  },
  {
    key: 'pick',
    to: '/refills/pick-list',
    icon: 'droplet-half',
    words: (t) => t('palette.pickList'),
    permission: 'stock.manage',
  },
];
const THEMES: Theme[] = ['auto', 'light', 'dark'];

/** What this person may open and do, in the order of the navigation. */
export function usePaletteCommands(): { pages: PaletteCommand[]; actions: PaletteCommand[] } {
  const { t } = useTranslation();
  const { role } = useUser();
  const go = useGo();
  const other = useOtherLanguage();
  const own = useOwnActions();
  const finish = (drafts: Draft[]): PaletteCommand[] =>
    drafts
      .filter(({ permission }) => !permission || may(role, permission))
      .map(({ words, ...command }) => ({
        ...command,
        label: words(t),
        otherLabel: other ? words(other) : '',
      }));
  const pages: Draft[] = NAVIGATION.flatMap(({ items }) => items).map(
    ({ key, to, icon, letter, permission }) => ({
      key,
      icon,
      permission,
      words: (say) => say(`nav.${key}`),
      keys: `g ${letter}`,
      run: () => go(to),
    }),
  );
  const places: Draft[] = PLACES.map(({ to, ...place }) => ({ ...place, run: () => go(to) }));
  return {
    pages: finish([
      ...pages,
      {
        key: 'profile',
        icon: 'person-circle',
        words: (say) => say('nav.profile'),
        run: () => go('/profile'),
      },
    ]),
    actions: finish([...places, ...own]),
  };
}

function useGo(): (to: string) => void {
  const navigate = useNavigate();
  const scoped = useScopedPath();
  return (to) => void navigate(scoped(to));
}

/** What concerns the person and the browser alone. */
function useOwnActions(): Draft[] {
  const { theme, language } = usePreferences();
  const signOut = useSignOut();
  return [
    ...THEMES.filter((choice) => choice !== theme).map((choice): Draft => ({
      key: `theme-${choice}`,
      icon: 'circle-half',
      words: (say) => `${say('shell.theme')}: ${say(`theme.${choice}`)}`,
      run: () => setPreferences({ theme: choice }),
    })),
    ...LANGUAGES.filter((code) => code !== language).map((code): Draft => ({
      key: `language-${code}`,
      icon: 'translate',
      words: (say) => `${say('shell.language')}: ${say(`languageName.${code}`)}`,
      run: () => void switchLanguage(code),
    })),
    {
      key: 'help',
      icon: 'keyboard',
      words: (say) => say('shortcuts.title'),
      keys: '?',
      run: openShortcutHelp,
    },
    {
      key: 'sign-out',
      icon: 'box-arrow-right',
      words: (say) => say('shell.signOut'),
      run: () => void signOut(),
    },
  ];
}

function useOtherLanguage(): TFunction<'app'> | null {
  const { language } = usePreferences();
  const [other, setOther] = useState<TFunction<'app'> | null>(null);
  useEffect(() => {
    const code = LANGUAGES.find((known) => known !== language) ?? language;
    let wanted = true;
    translatorOf(code).then(
      (translator) => wanted && setOther(() => translator),
      // Without the other language's words the palette knows its own.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [language]);
  return other;
}

/** Every word of the search stands in the label, in either language. */
export function matches({ label, otherLabel }: PaletteCommand, text: string): boolean {
  const names = `${label} ${otherLabel}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => names.includes(word));
}
