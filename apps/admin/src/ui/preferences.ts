// What a person chose for this browser. `public/theme.js` reads the same key before the first paint.
import { useSyncExternalStore } from 'react';

export type Theme = 'auto' | 'light' | 'dark';
export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Preferences {
  theme: Theme;
  language: Language;
  /** Single-key shortcuts; must be possible to turn off (WCAG 2.1.4). */
  shortcuts: boolean;
  /** Two tones when a critical alarm opens. */
  alarmSound: boolean;
  sidebar: 'open' | 'collapsed';
  /** IANA zone of all times that belong to no site; `auto` is the browser's. */
  timeZone: string;
}

const KEY = 'coffee.preferences';
const listeners = new Set<() => void>();

function defaults(): Preferences {
  const language = /^zh/i.test(navigator.language) ? 'zh-CN' : 'en';
  return { theme: 'auto', language, shortcuts: true, alarmSound: false, sidebar: 'open', timeZone: 'auto' };
}

function read(): Preferences {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>;
    const merged = { ...defaults(), ...stored };
    return LANGUAGES.includes(merged.language) ? merged : { ...merged, language: defaults().language };
  } catch {
    return defaults();
  }
}

let current = read();

export function getPreferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  notify();
}

function notify(): void {
  applyTheme();
  for (const listener of listeners) listener();
}

export function systemZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function displayZone({ timeZone }: Preferences): string {
  return timeZone === 'auto' ? systemZone() : timeZone;
}

const dark = window.matchMedia('(prefers-color-scheme: dark)');

export function isDark({ theme }: Preferences): boolean {
  return theme === 'dark' || (theme === 'auto' && dark.matches);
}

function applyTheme(): void {
  document.documentElement.setAttribute('data-bs-theme', isDark(current) ? 'dark' : 'light');
}

dark.addEventListener('change', applyTheme);
window.addEventListener('storage', (event) => {
  if (event.key !== KEY) return;
  current = read();
  notify();
});

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, getPreferences);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
