import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/format';
import { useClock } from './clock';

interface Props {
  at: string | null | undefined;
  /** The site's zone where the time belongs to a site; the reader's otherwise. */
  zone?: string | undefined;
  /** `auto`: relative for a day, then the date. */
  mode?: 'auto' | 'absolute' | 'full';
}

const DAY_MS = 86_400_000;

/** A moment as people say it, with the exact one (zone and UTC) under the pointer. */
export function TimeText({ at, ...rest }: Props) {
  const { t } = useTranslation();
  return at ? <Moment at={at} {...rest} /> : <span className="muted">{t('common.never')}</span>;
}

function Moment({ at, zone, mode = 'auto' }: Props & { at: string }) {
  const format = useFormat();
  const text = useClock((now) => {
    if (mode === 'full') return format.full(at, zone);
    // A time just received may be ahead of the page's clock, which ticks every five seconds.
    const shown = Math.max(now, Date.parse(at));
    const recent = shown - Date.parse(at) < DAY_MS;
    return mode === 'auto' && recent ? format.relative(at, shown) : format.dateTime(at, zone);
  });
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
