import Dropdown from 'react-bootstrap/Dropdown';
import { useTranslation } from 'react-i18next';
import { switchLanguage } from '../i18n/i18n';
import { Icon } from './icon';
import type { IconName } from './icon-paths';
import { LANGUAGES, setPreferences, usePreferences, type Theme } from './preferences';

const THEME_ICONS: Record<Theme, IconName> = { auto: 'circle-half', light: 'sun', dark: 'moon-stars' };

export function LanguageSwitch() {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <Dropdown align="end">
      <Dropdown.Toggle
        as="button"
        type="button"
        bsPrefix="btn btn-quiet btn-icon"
        aria-label={t('shell.language')}
      >
        <Icon name="translate" />
      </Dropdown.Toggle>
      <Dropdown.Menu>
        {LANGUAGES.map((code) => (
          <Dropdown.Item
            key={code}
            as="button"
            type="button"
            lang={code}
            active={code === language}
            onClick={() => void switchLanguage(code)}
          >
            {t(`languageName.${code}`)}
          </Dropdown.Item>
        ))}
      </Dropdown.Menu>
    </Dropdown>
  );
}

export function ThemeSwitch() {
  const { t } = useTranslation();
  const { theme } = usePreferences();
  return (
    <Dropdown align="end">
      <Dropdown.Toggle
        as="button"
        type="button"
        bsPrefix="btn btn-quiet btn-icon"
        aria-label={t('shell.theme')}
      >
        <Icon name={THEME_ICONS[theme]} />
      </Dropdown.Toggle>
      <Dropdown.Menu>
        {(Object.keys(THEME_ICONS) as Theme[]).map((choice) => (
          <Dropdown.Item
            key={choice}
            as="button"
            type="button"
            active={choice === theme}
            onClick={() => setPreferences({ theme: choice })}
          >
            <span className="row-gap">
              <Icon name={THEME_ICONS[choice]} />
              {t(`theme.${choice}`)}
            </span>
          </Dropdown.Item>
        ))}
      </Dropdown.Menu>
    </Dropdown>
  );
}
