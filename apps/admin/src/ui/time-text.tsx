import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/format';
import { useNow } from './clock';

interface Props {
  at: string | null | undefined;
  /** The site's zone where the time belongs to a site; the reader's otherwise. */
  zone?: string | undefined;
  /** `auto`: relative for a day, then the date. */
  mode?: 'auto' | 'absolute' | 'full';
}

const DAY_MS = 86_400_000;

/** A moment as people say it, with the exact one (zone and UTC) under the pointer. */
export function TimeText({ at, zone, mode = 'auto' }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  if (!at) return <span className="muted">{t('common.never')}</span>;
  // A time just received may be ahead of the page's clock, which ticks every five seconds.
  const shown = Math.max(now, Date.parse(at));
  const recent = shown - Date.parse(at) < DAY_MS;
  const text =
    mode === 'full'
      ? format.full(at, zone)
      : mode === 'auto' && recent
        ? format.relative(at, shown)
        : format.dateTime(at, zone);
  return (
    <time
      className={mode === 'full' ? undefined : 'nowrap'}
      dateTime={at}
      title={`${format.full(at, zone)} · ${new Date(at).toISOString()}`}
    >
      {text}
    </time>
  );
}
