import type { ChangeChannel, CreateChannel, NotificationChannel } from '@coffee/contract/notifications';
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

const textOf = (value: number | null | undefined): string => (value == null ? '' : String(value));

export function channelForm(channel: NotificationChannel | null): ChannelValues {
  const quiet = channel?.quiet_hours ?? null;
  return {
    name: channel?.name ?? '',
    merchant_id: textOf(channel?.merchant_id),
    type: channel?.type ?? 'webhook',
    target: channel?.target ?? '',
    events: channel?.events ?? ['alarm.opened', 'alarm.closed'],
    severities: channel?.severities ?? ['info', 'warn', 'critical'],
    language: channel?.language ?? 'en',
    has_quiet_hours: quiet !== null,
    quiet_hours_from: quiet?.from ?? '22:00',
    quiet_hours_to: quiet?.to ?? '07:00',
    quiet_hours_critical_passes: quiet?.critical_passes ?? true,
    max_messages: textOf(channel?.max_messages ?? 20),
    window_minutes: textOf(channel?.window_minutes ?? 10),
    remind_after_minutes: channel ? textOf(channel.remind_after_minutes) : '60',
    escalate_to: textOf(channel?.escalate_to),
    escalate_after_minutes: textOf(channel?.escalate_after_minutes),
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
