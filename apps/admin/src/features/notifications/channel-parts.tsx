import { useTranslation } from 'react-i18next';
import type { NotificationChannel } from '@coffee/contract/notification-channels';
import type { Delivery, DeliveryStatus } from '@coffee/contract/notifications';
import { useFormat } from '../../i18n/format';
import { Icon } from '../../ui/icon';
import { Badge, type Tone } from '../../ui/status-mark';
import { TimeText } from '../../ui/time-text';
import { useReplay, useTestChannel, useToggleChannel } from './channels.queries';

const STATUS_TONES: Record<DeliveryStatus, Tone> = {
  new: 'busy',
  held: 'maintenance',
  pending: 'busy',
  digested: 'ok',
  delivered: 'ok',
  failed: 'critical',
  canceled: 'neutral',
};
const ENDED: readonly DeliveryStatus[] = ['delivered', 'failed', 'canceled'];

/** A delivery that failed and is tried again looks like one that has trouble, not like one that is new. */
export function DeliveryBadge({ delivery, isOn }: { delivery: Delivery; isOn: boolean }) {
  const { t } = useTranslation();
  const { status, error_code: error } = delivery;
  if (!isOn && status === 'pending' && delivery.event !== 'channel.test')
    return <Badge tone="neutral">{t('channels.waits')}</Badge>;
  const retries = status === 'pending' && error !== null;
  return (
    <Badge tone={retries ? 'major' : STATUS_TONES[status]}>
      {t(retries ? 'channels.retrying' : `deliveryStatus.${status}`)}
    </Badge>
  );
}

/** Why it did not arrive, with what the other side answered. */
export function DeliveryFault({ delivery }: { delivery: Pick<Delivery, 'error_code' | 'status_code'> }) {
  const { t } = useTranslation();
  const { error_code: code, status_code: answered } = delivery;
  if (code === null) return null;
  const words = t(`deliveryError.${code}`);
  return <span className="cell-sub">{answered === null ? words : `${words} (${answered})`}</span>;
}

/** How the last attempt went. */
export function LastDelivery({ channel }: { channel: NotificationChannel }) {
  const { t } = useTranslation();
  const { last_delivery: last } = channel;
  if (!last) return <span className="muted">{t('channels.nothingYet')}</span>;
  const isWell = last.error_code === null;
  return (
    <>
      <Badge tone={isWell ? 'ok' : 'critical'}>
        {isWell ? t('deliveryStatus.delivered') : t('channels.lastFailed')}
      </Badge>
      <span className="cell-sub">
        <TimeText at={last.at} />
      </span>
    </>
  );
}

/** A switch: what it shows is what the server has. */
export function ActiveSwitch({ channel }: { channel: NotificationChannel }) {
  const { t } = useTranslation();
  const { mutate, isPending } = useToggleChannel();
  return (
    <div className="form-check form-switch above-link mb-0">
      <input
        type="checkbox"
        role="switch"
        className="form-check-input"
        aria-label={t('channels.activeOf', { name: channel.name })}
        checked={channel.active}
        disabled={isPending}
        onChange={() => mutate(channel)}
      />
    </div>
  );
}

export function TestButton({ channel, dense = false }: { channel: NotificationChannel; dense?: boolean }) {
  const { t } = useTranslation();
  const { mutate, isPending } = useTestChannel();
  return (
    <button
      type="button"
      className={`btn ${dense ? 'btn-quiet btn-icon btn-dense' : 'btn-plain'}`}
      disabled={isPending}
      aria-label={dense ? t('channels.testOf', { name: channel.name }) : undefined}
      title={dense ? t('channels.test') : undefined}
      onClick={() => mutate(channel.id)}
    >
      {isPending ? (
        <span className="spinner-border spinner-border-sm" aria-hidden="true" />
      ) : (
        <Icon name="send" />
      )}
      {!dense && t('channels.test')}
    </button>
  );
}

interface ReplayProps {
  delivery: Delivery;
  /** Of the channel: one that is off sends nothing but tests. */
  isOn: boolean;
}

/** Whether it did not arrive and could be sent again: a list offers it for these alone. */
export const isLost = ({ status }: Delivery): boolean => status === 'failed' || status === 'canceled';

/** For what has ended; the rest goes out by itself. */
export function ReplayButton({ delivery, isOn }: ReplayProps) {
  const { t } = useTranslation();
  const { mutate, isPending } = useReplay(delivery.channel_id);
  if (!ENDED.includes(delivery.status) || (!isOn && delivery.event !== 'channel.test')) return null;
  return (
    <button
      type="button"
      className="btn btn-quiet btn-dense"
      disabled={isPending}
      aria-label={t('channels.replayOf', { id: delivery.id })}
      onClick={() => mutate(delivery.id)}
    >
      <Icon name="arrow-repeat" />
      {t('channels.replay')}
    </button>
  );
}

/** What a channel hears, in a line. */
export function useHears(): (channel: NotificationChannel) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ severities, max_messages: most, window_minutes: minutes }) =>
    [
      severities.length === 3
        ? t('channels.allSeverities')
        : severities.map((severity) => t(`alarmSeverity.${severity}`)).join(', '),
      t('channels.pace', { count: most, time: format.duration(minutes * 60) }),
    ].join(' · ');
}
