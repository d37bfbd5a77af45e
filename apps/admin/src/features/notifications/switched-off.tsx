import { useTranslation } from 'react-i18next';
import type { NotificationChannel } from '@coffee/contract/notification-channels';
import { useFormat } from '../../i18n/format';
import { Notice } from '../../ui/notice';
import { Badge } from '../../ui/status-mark';
import { TimeText } from '../../ui/time-text';
import { useToggleChannel } from './channels.queries';

/** That a channel is off: by a person, or by the system, which says why and what is to be done. */
export function OffNotice({ channel }: { channel: NotificationChannel }) {
  const { t } = useTranslation();
  if (channel.active) return <FailingNotice channel={channel} />;
  if (channel.switched_off === null) return <Notice tone="major">{t('channels.isOff')}</Notice>;
  return <SwitchedOff channel={channel} off={channel.switched_off} />;
}

function SwitchedOff({
  channel,
  off,
}: {
  channel: NotificationChannel;
  off: NonNullable<NotificationChannel['switched_off']>;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { mutate, isPending } = useToggleChannel();
  const why =
    off.reason === 'gone'
      ? t('channels.offGone')
      : t('channels.offFailing', {
          count: channel.failures,
          total: format.number(channel.failures),
          since: channel.failing_since === null ? '–' : format.dateTime(channel.failing_since),
        });
  return (
    <Notice tone="critical">
      <p className="mb-1">
        <strong>{t('channels.switchedOff')}</strong> <TimeText at={off.at} mode="full" />
      </p>
      <p className="mb-1">
        {why}
        {off.reason === 'failing' &&
          off.error_code !== null &&
          ` ${t('channels.offLast', { error: t(`deliveryError.${off.error_code}`) })}`}
      </p>
      <p className="mb-2">
        {t('channels.offNew')}{' '}
        {channel.waiting > 0 &&
          t('channels.offWaiting', { count: channel.waiting, n: format.number(channel.waiting) })}
      </p>
      <button
        type="button"
        className="btn btn-primary btn-dense"
        disabled={isPending}
        onClick={() => mutate(channel)}
      >
        {t('channels.switchOn')}
      </button>
    </Notice>
  );
}

/** While there is still time to mend the receiver. */
function FailingNotice({ channel }: { channel: NotificationChannel }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (channel.failing_since === null) return null;
  return (
    <Notice tone="major">
      {t('channels.failing', {
        count: channel.failures,
        total: format.number(channel.failures),
        since: format.dateTime(channel.failing_since),
      })}
    </Notice>
  );
}

/** In lists: beside the last attempt. */
export function OffBadge({ channel }: { channel: NotificationChannel }) {
  const { t } = useTranslation();
  if (channel.switched_off === null) return null;
  return <Badge tone="critical">{t('channels.switchedOff')}</Badge>;
}
