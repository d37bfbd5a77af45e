import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  ChangeChannel,
  CHANNEL_LANGUAGES,
  CHANNEL_TYPES,
  CreateChannel,
  type NewNotificationChannel,
  type NotificationChannel,
} from '@coffee/contract/notification-channels';
import { queryKeys } from '../../api/query-keys';
import { useUser } from '../../api/session';
import { useMerchantOptions } from '../../api/lookups';
import { SelectField, TextField } from '../../ui/forms/inputs';
import { RowDrawer } from '../../ui/forms/row-drawer';
import { channelPath } from './channels.queries';
import { channelBody, channelForm, type ChannelForm, type ChannelValues } from './channel-form';
import { EchoFields, HearFields, PaceFields } from './channel-fields';

interface Props {
  /** Null: a new one. */
  channel: NotificationChannel | null;
  onMade: (channel: NewNotificationChannel) => void;
  onClose: () => void;
}

/** Makes or changes a channel. The secret of a new webhook is in the answer, and never again. */
export function ChannelDrawer({ channel, onMade, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const labels = {
    name: t('common.name'),
    target: t('channels.target'),
    events: t('channels.events'),
    severities: t('channels.severities'),
    language: t('channels.language'),
    quiet_hours_from: t('channels.quietFrom'),
    quiet_hours_to: t('channels.quietTo'),
    max_messages: t('channels.maxMessages'),
    window_minutes: t('channels.windowMinutes'),
    remind_after_minutes: t('channels.remindAfter'),
    escalate_to: t('channels.escalateTo'),
    escalate_after_minutes: t('channels.escalateAfter'),
  };
  const saved = async (row: NotificationChannel): Promise<void> => {
    await client.invalidateQueries({ queryKey: queryKeys.channels.all });
    if (!channel) onMade(row as NewNotificationChannel);
  };
  return (
    <RowDrawer<NotificationChannel, ChannelValues, CreateChannel | ChangeChannel>
      title={t(channel ? 'channels.edit' : 'channels.add')}
      row={channel}
      path={channel ? channelPath(channel.id) : '/notification_channels'}
      dto={channel ? ChangeChannel : CreateChannel}
      toForm={channelForm}
      toBody={(values) => channelBody(values, channel === null)}
      labels={labels}
      submitLabel={t(channel ? 'form.save' : 'channels.create')}
      onSaved={saved}
      onClose={onClose}
    >
      {(form) => (
        <>
          <TextField form={form} name="name" label={labels.name} />
          <WhereFields form={form} channel={channel} />
          <HearFields form={form} />
          <PaceFields form={form} zone={channel?.time_zone} />
          <EchoFields form={form} channel={channel} />
        </>
      )}
    </RowDrawer>
  );
}

/** Type and merchant are for good. */
function WhereFields({ form, channel }: { form: ChannelForm; channel: NotificationChannel | null }) {
  const { t } = useTranslation();
  const { merchant_id: own } = useUser();
  const merchants = useMerchantOptions();
  const isWebhook = form.watch('type') === 'webhook';
  return (
    <>
      {channel === null && (
        <>
          {own === null && (
            <SelectField
              form={form}
              name="merchant_id"
              label={t('devices.merchant')}
              hint={t('channels.merchantHint')}
              options={merchants}
              none={t('shell.allMerchants')}
            />
          )}
          <SelectField
            form={form}
            name="type"
            label={t('channels.type')}
            options={CHANNEL_TYPES.map((value) => ({ value, label: t(`channelType.${value}`) }))}
          />
        </>
      )}
      <TextField
        form={form}
        name="target"
        label={t(isWebhook ? 'channels.url' : 'channels.mailbox')}
        hint={t(isWebhook ? 'channels.urlHint' : 'channels.mailboxHint')}
        {...(isWebhook ? {} : { inputMode: 'email' as const })}
      />
      {!isWebhook && (
        <SelectField
          form={form}
          name="language"
          label={t('channels.language')}
          options={CHANNEL_LANGUAGES.map((value) => ({ value, label: t(`channelLanguage.${value}`) }))}
        />
      )}
    </>
  );
}
