import { useTranslation } from 'react-i18next';
import type { OpeningHours } from '@coffee/contract/opening-hours';
import { useFormat } from '../../i18n/format';
import { weekdayName } from '../../i18n/weekdays';
import { hoursInWords } from './hours-form';

/** The name of a weekday, 1 for Monday. */
export function useWeekday(): (day: number, style?: 'long' | 'short') => string {
  const { locale } = useFormat();
  return (day, style) => weekdayName(locale, day, style);
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
