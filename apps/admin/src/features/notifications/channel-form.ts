import type {
  ChangeChannel,
  CreateChannel,
  NotificationChannel,
} from '@coffee/contract/notification-channels';
import { toNumber, type DtoForm } from '../../ui/forms/use-dto-form';

/** Named after the body's paths, so that the server's refusals find their fields. */
export interface ChannelValues {
  [field: string]: string | boolean | string[];
  name: string;
  merchant_id: string;
  type: string;
  target: string;
  events: string[];
  severities: string[];
  language: string;
  has_quiet_hours: boolean;
  quiet_hours_from: string;
  quiet_hours_to: string;
  quiet_hours_critical_passes: boolean;
  max_messages: string;
  window_minutes: string;
  remind_after_minutes: string;
  escalate_to: string;
  escalate_after_minutes: string;
}
export type ChannelForm = DtoForm<ChannelValues, CreateChannel | ChangeChannel>;

const textOf = (value: number | null): string => (value === null ? '' : String(value));

type Settings = Omit<
  NotificationChannel,
  | 'id'
  | 'merchant_name'
  | 'time_zone'
  | 'active'
  | 'version'
  | 'waiting'
  | 'failures'
  | 'failing_since'
  | 'switched_off'
  | `${string}_at`
  | 'last_delivery'
>;

/** What a new channel begins with: the server's own defaults, for all to see. */
const NEW: Settings = {
  merchant_id: null,
  name: '',
  type: 'webhook',
  target: '',
  events: ['alarm.opened', 'alarm.closed'],
  severities: ['info', 'warn', 'critical'],
  language: 'en',
  quiet_hours: null,
  max_messages: 20,
  window_minutes: 10,
  remind_after_minutes: 60,
  escalate_to: null,
  escalate_after_minutes: null,
  old_secret_valid_until: null,
};
const NIGHT = { from: '22:00', to: '07:00', critical_passes: true };

export function channelForm(channel: NotificationChannel | null): ChannelValues {
  const settings: Settings = channel ?? NEW;
  const quiet = settings.quiet_hours ?? NIGHT;
  return {
    name: settings.name,
    merchant_id: textOf(settings.merchant_id),
    type: settings.type,
    target: settings.target,
    events: settings.events,
    severities: settings.severities,
    language: settings.language,
    has_quiet_hours: settings.quiet_hours !== null,
    quiet_hours_from: quiet.from,
    quiet_hours_to: quiet.to,
    quiet_hours_critical_passes: quiet.critical_passes,
    max_messages: textOf(settings.max_messages),
    window_minutes: textOf(settings.window_minutes),
    remind_after_minutes: textOf(settings.remind_after_minutes),
    escalate_to: textOf(settings.escalate_to),
    escalate_after_minutes: textOf(settings.escalate_after_minutes),
  };
}

/** Without a channel to pass alarms to, the time is of no use and is left out. */
export function channelBody(values: ChannelValues, isNew: boolean): Record<string, unknown> {
  const escalateTo = toNumber(values.escalate_to);
  return {
    ...(isNew ? { type: values.type, merchant_id: toNumber(values.merchant_id) } : {}),
    name: values.name.trim(),
    target: values.target.trim(),
    events: values.events,
    severities: values.severities,
    language: values.language,
    quiet_hours: values.has_quiet_hours
      ? {
          from: values.quiet_hours_from,
          to: values.quiet_hours_to,
          critical_passes: values.quiet_hours_critical_passes,
        }
      : null,
    // An empty number is a fault of that field, not its default.
    max_messages: toNumber(values.max_messages) ?? '',
    window_minutes: toNumber(values.window_minutes) ?? '',
    remind_after_minutes: toNumber(values.remind_after_minutes),
    escalate_to: escalateTo,
    escalate_after_minutes: escalateTo === null ? null : (toNumber(values.escalate_after_minutes) ?? ''),
  };
}
