import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ChannelSecret, NotificationChannel } from '@coffee/contract/notification-channels';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Icon } from '../../ui/icon';
import { showToast } from '../../ui/toasts';
import { channelPath } from './channels.queries';
import { SecretDrawer } from './secret-drawer';

/** A new secret for a webhook; the old one signs beside it for a day. */
export function RotateButton({ channel }: { channel: NotificationChannel }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: () => api<ChannelSecret>('POST', `${channelPath(channel.id)}/secret`, { body: {} }),
    onSuccess: ({ secret: made }) => setSecret(made),
    onError: (error) => showToast('critical', t(`error.${toApiError(error).code}`)),
    onSettled: () => {
      setAsking(false);
      return client.invalidateQueries({ queryKey: queryKeys.channels.all });
    },
  });
  return (
    <>
      <button type="button" className="btn btn-plain" onClick={() => setAsking(true)}>
        <Icon name="key" />
        {t('channels.rotate')}
      </button>
      <ConfirmDialog
        open={asking}
        title={t('channels.rotate')}
        action={t('channels.rotate')}
        busy={isPending}
        onConfirm={() => mutate()}
        onCancel={() => setAsking(false)}
      >
        <p className="mb-0">{t('channels.rotateText')}</p>
      </ConfirmDialog>
      {secret !== null && <SecretDrawer secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}
