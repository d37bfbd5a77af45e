import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';

type Change = (now: number | null | undefined, before: number | null | undefined) => string | undefined;

/** `▲ 12 %`: on as many days before. Nothing where one side is missing, in words where there was nothing before. */
export function useChange(): { relative: Change; points: Change } {
  const { t } = useTranslation();
  const format = useFormat();
  const words = (difference: number, text: string) =>
    difference === 0
      ? t('overview.same')
      : t(difference > 0 ? 'overview.up' : 'overview.down', { change: text });
  const relative: Change = (now, before) => {
    if (now == null || before == null) return undefined;
    if (before === 0) return now === 0 ? t('overview.same') : t('overview.fromNothing');
    const share = (now - before) / Math.abs(before);
    return words(Math.round(share * 1000), format.percent(Math.abs(share)));
  };
  const points: Change = (now, before) =>
    now == null || before == null
      ? undefined
      : words(
          Math.round((now - before) * 1000),
          t('overview.points', { value: format.number(Math.abs(now - before) * 100, 1) }),
        );
  return { relative, points };
}
