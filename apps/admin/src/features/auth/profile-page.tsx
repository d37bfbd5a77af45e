import { useTranslation } from 'react-i18next';
import { useUser } from '../../api/session';
import { useMerchantOptions } from '../../api/lookups';
import { useFormat } from '../../i18n/format';
import { switchLanguage } from '../../i18n/i18n';
import { playAlarmSound } from '../../ui/alarm-sound';
import { Card } from '../../ui/card';
import { Facts } from '../../ui/facts';
import { MOD_KEY } from '../../ui/mod-key';
import { PageHeader } from '../../ui/page-header';
import { LANGUAGES, setPreferences, systemZone, usePreferences, type Theme } from '../../ui/preferences';
import { SessionList } from '../../ui/sessions/session-list';
import { PasswordForm } from './password-form';

const THEMES: Theme[] = ['auto', 'light', 'dark'];

export function ProfilePage() {
  const { t } = useTranslation();
  return (
    <div className="page page-narrow">
      <PageHeader title={t('nav.profile')} />
      <Account />
      <Display />
      <Card title={t('profile.password')}>
        <PasswordForm />
      </Card>
      <SessionList path="/auth/sessions" title={t('sessions.titleOwn')} lead={t('sessions.leadOwn')} />
    </div>
  );
}

function Account() {
  const { t } = useTranslation();
  const user = useUser();
  const merchants = useMerchantOptions();
  const sees =
    user.merchant_id === null
      ? t('shell.allMerchants')
      : merchants.find(({ value }) => value === user.merchant_id)?.label;
  return (
    <Card title={t('profile.account')}>
      <Facts
        list
        facts={[
          { label: t('common.name'), value: user.name },
          { label: t('users.email'), value: user.email },
          { label: t('users.role'), value: t(`role.${user.role}`) },
          { label: t('users.sees'), value: sees },
        ]}
      />
    </Card>
  );
}

function Display() {
  const { t } = useTranslation();
  const preferences = usePreferences();
  const format = useFormat();
  return (
    <Card title={t('profile.display')}>
      <div className="form-grid">
        <div className="field">
          <span id="theme-label">{t('shell.theme')}</span>
          <div className="segmented" role="group" aria-labelledby="theme-label">
            {THEMES.map((theme) => (
              <button
                key={theme}
                type="button"
                aria-pressed={preferences.theme === theme}
                onClick={() => setPreferences({ theme })}
              >
                {t(`theme.${theme}`)}
              </button>
            ))}
          </div>
        </div>
        <div className="field">
          <span id="language-label">{t('shell.language')}</span>
          <div className="segmented" role="group" aria-labelledby="language-label">
            {LANGUAGES.map((language) => (
              <button
                key={language}
                type="button"
                lang={language}
                aria-pressed={preferences.language === language}
                onClick={() => void switchLanguage(language)}
              >
                {t(`languageName.${language}`)}
              </button>
            ))}
          </div>
        </div>
        <div className="field">
          <label htmlFor="zone">{t('profile.timeZone')}</label>
          <select
            id="zone"
            className="form-select"
            value={preferences.timeZone}
            onChange={(event) => setPreferences({ timeZone: event.target.value })}
          >
            <option value="auto">{t('profile.browserZone', { zone: systemZone() })}</option>
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
          <span className="field-hint">{t('profile.now', { time: format.full(new Date()) })}</span>
        </div>
        <label className="form-check">
          <input
            type="checkbox"
            className="form-check-input"
            checked={preferences.shortcuts}
            onChange={(event) => setPreferences({ shortcuts: event.target.checked })}
          />
          <span>{t('profile.shortcuts')}</span>
          <span className="field-hint d-block">{t('profile.shortcutsHint', { mod: MOD_KEY })}</span>
        </label>
        <AlarmSound />
      </div>
    </Card>
  );
}

function AlarmSound() {
  const { t } = useTranslation();
  const { alarmSound } = usePreferences();
  return (
    <div className="row-gap">
      <label className="form-check">
        <input
          type="checkbox"
          className="form-check-input"
          checked={alarmSound}
          onChange={(event) => setPreferences({ alarmSound: event.target.checked })}
        />
        <span>{t('profile.alarmSound')}</span>
        <span className="field-hint d-block">{t('profile.alarmSoundHint')}</span>
      </label>
      {alarmSound && (
        <button type="button" className="btn btn-plain btn-sm" onClick={playAlarmSound}>
          {t('profile.alarmSoundTry')}
        </button>
      )}
    </div>
  );
}
