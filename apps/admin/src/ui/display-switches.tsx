import type { ReactNode } from 'react';
import Dropdown from 'react-bootstrap/Dropdown';
import { useTranslation } from 'react-i18next';
import { switchLanguage } from '../i18n/i18n';
import { Icon } from './icon';
import type { IconName } from './icon-paths';
import { LANGUAGES, setPreferences, usePreferences, type Theme } from './preferences';

const THEME_ICONS: Record<Theme, IconName> = { auto: 'circle-half', light: 'sun', dark: 'moon-stars' };

interface Choice {
  key: string;
  label: ReactNode;
  active: boolean;
  lang?: string;
  choose: () => void;
}

/** A button that is an icon; it opens a menu in which one choice is in force. */
function ChoiceMenu({ label, icon, choices }: { label: string; icon: IconName; choices: Choice[] }) {
  return (
    <Dropdown align="end">
      <Dropdown.Toggle as="button" type="button" bsPrefix="btn btn-quiet btn-icon" aria-label={label}>
        <Icon name={icon} />
      </Dropdown.Toggle>
      <Dropdown.Menu>
        {choices.map(({ key, label: name, active, lang, choose }) => (
          <Dropdown.Item key={key} as="button" type="button" lang={lang} active={active} onClick={choose}>
            {name}
          </Dropdown.Item>
        ))}
      </Dropdown.Menu>
    </Dropdown>
  );
}

export function LanguageSwitch() {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const choices = LANGUAGES.map((code) => ({
    key: code,
    label: t(`languageName.${code}`),
    active: code === language,
    lang: code,
    choose: () => void switchLanguage(code),
  }));
  return <ChoiceMenu label={t('shell.language')} icon="translate" choices={choices} />;
}

export function ThemeSwitch() {
  const { t } = useTranslation();
  const { theme } = usePreferences();
  const choices = (Object.keys(THEME_ICONS) as Theme[]).map((choice) => ({
    key: choice,
    label: (
      <span className="row-gap">
        <Icon name={THEME_ICONS[choice]} />
        {t(`theme.${choice}`)}
      </span>
    ),
    active: choice === theme,
    choose: () => setPreferences({ theme: choice }),
  }));
  return <ChoiceMenu label={t('shell.theme')} icon={THEME_ICONS[theme]} choices={choices} />;
}
