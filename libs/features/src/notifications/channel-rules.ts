import type { ChangeChannel } from '@coffee/contract/notification-channels';
import type { NotificationChannelEntity } from '@coffee/data/entities';
import { webhookTargetProblem } from '@coffee/platform/webhooks';
import { isEmail } from 'class-validator';
import { UnfitChannel } from './notifications.errors';

type Values = Partial<NotificationChannelEntity>;

/** Writes what a change names into the channel; null clears what can be empty. */
export function applyChange(
  channel: NotificationChannelEntity,
  change: ChangeChannel,
): NotificationChannelEntity {
  const always: Values = defined({
    name: change.name?.trim(),
    target: change.target?.trim(),
    events: change.events,
    severities: change.severities,
    active: change.active,
    language: change.language,
    maxMessages: change.max_messages,
    windowMinutes: change.window_minutes,
  });
  const emptiable: Values = given({
    remindAfterMinutes: change.remind_after_minutes,
    escalateTo: change.escalate_to,
    escalateAfterMinutes: change.escalate_after_minutes,
  });
  Object.assign(channel, always, emptiable, quietHoursOf(change));
  // The other channel was taken away, or is gone: the time that belonged to it goes, too.
  const wantsTime = typeof change.escalate_after_minutes === 'number';
  if (channel.escalateTo === null && !wantsTime) channel.escalateAfterMinutes = null;
  return channel;
}

function quietHoursOf({ quiet_hours: quiet }: ChangeChannel): Values {
  if (quiet === undefined) return {};
  if (quiet === null) return { quietFrom: null, quietTo: null };
  return { quietFrom: quiet.from, quietTo: quiet.to, criticalPasses: quiet.critical_passes };
}

/** Rules over several fields, by the names of the wire. */
export function refuseUnfit(channel: NotificationChannelEntity, rules: { allowPrivate: boolean }): void {
  if (channel.name === '') throw new UnfitChannel('name', 'minLength', 'must not be empty');
  const problem =
    channel.type === 'webhook'
      ? webhookTargetProblem(channel.target, rules)
      : isEmail(channel.target)
        ? null
        : 'must be an e-mail address';
  if (problem !== null)
    throw new UnfitChannel('target', channel.type === 'webhook' ? 'isUrl' : 'isEmail', problem);
  if (channel.quietFrom !== null && channel.quietFrom === channel.quietTo)
    throw new UnfitChannel('quiet_hours.to', 'differs', 'must differ from quiet_hours.from');
  if ((channel.escalateTo === null) !== (channel.escalateAfterMinutes === null)) {
    const field = channel.escalateTo === null ? 'escalate_to' : 'escalate_after_minutes';
    throw new UnfitChannel(field, 'isDefined', 'is needed: a channel and a time belong together');
  }
}

/** Without what is absent, and without null where there is always a value. */
function defined(values: { [K in keyof Values]?: Values[K] | null | undefined }): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  );
}

function given(values: { [K in keyof Values]?: Values[K] | undefined }): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
