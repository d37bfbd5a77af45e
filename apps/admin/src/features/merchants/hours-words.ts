import { useTranslation } from 'react-i18next';
import type { OpeningHours } from '@coffee/contract/opening-hours';
import { useFormat } from '../../i18n/format';
import { hoursInWords } from './hours-form';

/** A Monday; weekdays are named by the days that follow. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** The name of a weekday, 1 for Monday. */
export function useWeekday(): (day: number, style?: 'long' | 'short') => string {
  const { locale } = useFormat();
  return (day, style = 'long') =>
    new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(MONDAY + (day - 1) * DAY_MS);
}

export function useHoursInWords(): (hours: OpeningHours | null) => string {
  const { t } = useTranslation();
  const weekday = useWeekday();
  const words = {
    always: t('hours.always'),
    closed: t('hours.closed'),
    day: (day: number) => weekday(day, 'short'),
  };
  return (hours) => hoursInWords(hours, words);
}
