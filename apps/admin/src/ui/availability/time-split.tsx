import { useTranslation } from 'react-i18next';
import type { SellableTime } from '@coffee/contract/availability';
import { useFormat } from '../../i18n/format';
import { StatusMark, type Tone } from '../status-mark';

type Part = 'sellable' | 'offline' | 'fault' | 'maintenance' | 'short' | 'blocked' | 'unknown';

const PARTS: { part: Part; tone: Tone }[] = [
  { part: 'sellable', tone: 'ok' },
  { part: 'fault', tone: 'critical' },
  { part: 'offline', tone: 'neutral' },
  { part: 'maintenance', tone: 'maintenance' },
  { part: 'short', tone: 'minor' },
  { part: 'blocked', tone: 'major' },
  { part: 'unknown', tone: 'busy' },
];

const secondsOf = (time: SellableTime, part: Part) => time[`${part}_seconds`];

/** Opening time as one bar: what could be sold in, and to what the rest was lost. */
export function TimeBand({ time, label }: { time: SellableTime; label: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="segments" role="img" aria-label={label}>
      {PARTS.filter(({ part }) => secondsOf(time, part) > 0).map(({ part, tone }) => (
        <span
          key={part}
          className={`tone-${tone} ${part === 'unknown' ? 'is-unknown' : ''}`}
          style={{ flexGrow: secondsOf(time, part) }}
          title={`${t(`availability.part.${part}`)}: ${format.duration(secondsOf(time, part))}`}
        />
      ))}
    </div>
  );
}

/** The same in words. */
export function TimeSplit({ time, label }: { time: SellableTime; label: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div>
      <TimeBand time={time} label={label} />
      <ul className="time-parts">
        {PARTS.filter(({ part }) => part === 'sellable' || secondsOf(time, part) > 0).map(
          ({ part, tone }) => (
            <li key={part}>
              <StatusMark tone={tone} />
              <span>{t(`availability.part.${part}`)}</span>
              <span className="meta">{format.duration(secondsOf(time, part))}</span>
              <strong>
                {time.open_seconds > 0 ? format.percent(secondsOf(time, part) / time.open_seconds) : '–'}
              </strong>
            </li>
          ),
        )}
      </ul>
    </div>
  );
}
