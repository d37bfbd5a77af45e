import { useTranslation } from 'react-i18next';
import { ALARM_SEVERITIES } from '@coffee/contract/alarms';
import { CHANNEL_EVENTS, type NotificationChannel } from '@coffee/contract/notification-channels';
import { useUser } from '../../api/session';
import { ChecksField } from '../../ui/forms/checks-field';
import { CheckField, SelectField, TextField } from '../../ui/forms/inputs';
import type { ChannelForm } from './channel-form';
import { useEscalationOptions } from './channels.queries';

/** Of what it is told. */
export function HearFields({ form }: { form: ChannelForm }) {
  const { t } = useTranslation();
  return (
    <div className="form-cols">
      <ChecksField
        form={form}
        name="events"
        label={t('channels.events')}
        options={CHANNEL_EVENTS.map((value) => ({ value, label: t(`deliveryEvent.${value}`) }))}
      />
      <ChecksField
        form={form}
        name="severities"
        label={t('channels.severities')}
        options={ALARM_SEVERITIES.map((value) => ({ value, label: t(`alarmSeverity.${value}`) }))}
      />
    </div>
  );
}

/** When, and how much at once. */
export function PaceFields({ form, zone }: { form: ChannelForm; zone: string | undefined }) {
  const { t } = useTranslation();
  const isQuiet = form.watch('has_quiet_hours') as boolean;
  return (
    <>
      <div className="form-section">
        <CheckField
          form={form}
          name="has_quiet_hours"
          label={t('channels.quietHours')}
          hint={zone ? t('channels.quietZone', { zone }) : t('channels.quietHint')}
        />
        {isQuiet && (
          <>
            <div className="form-cols">
              <TextField form={form} name="quiet_hours_from" type="time" label={t('channels.quietFrom')} />
              <TextField form={form} name="quiet_hours_to" type="time" label={t('channels.quietTo')} />
            </div>
            <CheckField form={form} name="quiet_hours_critical_passes" label={t('channels.criticalPasses')} />
          </>
        )}
      </div>
      <div className="form-section">
        <div className="form-cols">
          <TextField
            form={form}
            name="max_messages"
            inputMode="numeric"
            label={t('channels.maxMessages')}
            hint={t('channels.maxHint')}
          />
          <TextField
            form={form}
            name="window_minutes"
            inputMode="numeric"
            label={t('channels.windowMinutes')}
          />
        </div>
      </div>
    </>
  );
}

/** What is told again when nobody acknowledges. */
export function EchoFields({ form, channel }: { form: ChannelForm; channel: NotificationChannel | null }) {
  const { t } = useTranslation();
  const { merchant_id: own } = useUser();
  const chosen = Number(form.watch('merchant_id')) || null;
  const options = useEscalationOptions(channel ? channel.merchant_id : (own ?? chosen), channel?.id ?? null);
  const isPassedOn = form.watch('escalate_to') !== '';
  return (
    <div className="form-section">
      <TextField
        form={form}
        name="remind_after_minutes"
        inputMode="numeric"
        label={t('channels.remindAfter')}
        hint={t('channels.remindHint')}
        optional
      />
      <div className="form-cols">
        <SelectField
          form={form}
          name="escalate_to"
          label={t('channels.escalateTo')}
          hint={t('channels.escalateHint')}
          options={options}
          none={t('channels.nobody')}
          optional
        />
        {isPassedOn && (
          <TextField
            form={form}
            name="escalate_after_minutes"
            inputMode="numeric"
            label={t('channels.escalateAfter')}
          />
        )}
      </div>
    </div>
  );
}
