import { useTranslation } from 'react-i18next';
import type { StatusChange } from '@coffee/contract/devices';
import { useFormat } from '../../i18n/format';
import { DEVICE_TONES } from '../../ui/status-badge';

interface Props {
  changes: StatusChange[];
  from: number;
  to: number;
  zone: string | undefined;
}

interface Stretch {
  key: number;
  change: StatusChange;
  seconds: number;
}

/** What part of each stretch lies between the bounds, oldest first. */
export function stretchesBetween(changes: StatusChange[], from: number, to: number): Stretch[] {
  return changes
    .map((change) => {
      const start = Math.max(Date.parse(change.at), from);
      const end = Math.min(Date.parse(change.at) + change.duration_seconds * 1000, to);
      return { key: change.id, change, seconds: (end - start) / 1000 };
    })
    .filter(({ seconds }) => seconds > 0)
    .reverse();
}

/** A period as one band of statuses. The list beside it says the same in words. */
export function StatusBand({ changes, from, to, zone }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const stretches = stretchesBetween(changes, from, to);
  const first = stretches[0];
  const unknown = first ? (Math.max(from, Date.parse(first.change.at)) - from) / 1000 : 0;
  return (
    <div>
      <div className="band" role="img" aria-label={t('devices.statusNow')}>
        {unknown > 0 && <span style={{ flexGrow: unknown, background: 'none' }} />}
        {stretches.map(({ key, change, seconds }) => (
          <span
            key={key}
            className={`tone-${DEVICE_TONES[change.status]}`}
            style={{ flexGrow: seconds }}
            title={t('devices.changed', {
              status: t(`deviceStatus.${change.status}`),
              time: format.duration(seconds),
            })}
          />
        ))}
      </div>
      <div className="band-axis meta">
        <span>{format.dateTime(new Date(from), zone)}</span>
        <span>{`${format.dateTime(new Date(to), zone)} ${format.zoneName(zone)}`}</span>
      </div>
    </div>
  );
}
