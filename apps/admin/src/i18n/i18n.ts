import i18next, { type TFunction } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { getPreferences, setPreferences, type Language } from '../ui/preferences';
import type en from './en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app';
    resources: { app: typeof en };
  }
}

const LOADERS: Record<Language, () => Promise<{ default: typeof en }>> = {
  en: () => import('./en.json'),
  'zh-CN': () => import('./zh-CN.json'),
};

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'app')) return;
  const { default: messages } = await LOADERS[language]();
  i18next.addResourceBundle(language, 'app', messages);
}

/** Starts with the one language in use; the other comes when it is chosen. */
export async function startI18n(): Promise<void> {
  const { language } = getPreferences();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: language,
    defaultNS: 'app',
    ns: ['app'],
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await switchLanguage(language);
}

/** Says things in a language that need not be the one in use. */
export async function translatorOf(language: Language): Promise<TFunction<'app'>> {
  await load(language);
  return i18next.getFixedT(language, 'app');
}

export async function switchLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  if (getPreferences().language !== language) setPreferences({ language });
}
