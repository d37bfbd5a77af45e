import type { LastDelivery, NotificationChannel, SwitchedOff } from '@coffee/contract/notification-channels';
import type { NotificationChannelEntity } from '@coffee/data/entities';

/** A channel as `CHANNEL_COLUMNS` selects it. */
export type ChannelRow = Omit<
  NotificationChannelEntity,
  'merchant' | 'escalation' | 'secret' | 'oldSecret' | 'windowStartedAt' | 'windowSent'
> & {
  merchantName: string | null;
  zone: string;
  waiting: number;
  lastStatus: LastDelivery['status'] | null;
  lastAt: Date | null;
  lastErrorCode: LastDelivery['error_code'];
};

export const MAX_WAITING = 1_000;

export const CHANNEL_COLUMNS = `
  c.id, c.merchant_id as "merchantId", m.name as "merchantName", c.name, c.type, c.target, c.events, c.severities, c.active,
  c.language, c.quiet_from as "quietFrom", c.quiet_to as "quietTo", c.critical_passes as "criticalPasses",
  c.max_messages as "maxMessages", c.window_minutes as "windowMinutes", c.remind_after_minutes as "remindAfterMinutes",
  c.escalate_to as "escalateTo", c.escalate_after_minutes as "escalateAfterMinutes", c.old_secret_until as "oldSecretUntil",
  c.failures, c.failing_since as "failingSince", c.last_failed_at as "lastFailedAt",
  c.switched_off_at as "switchedOffAt", c.switched_off_reason as "switchedOffReason", c.switched_off_error as "switchedOffError",
  c.created_at as "createdAt", c.updated_at as "updatedAt", c.version,
  coalesce(m.settings ->> 'timeZone', fleet.zone) as zone, waits.n as waiting,
  last.status as "lastStatus", last.at as "lastAt", last.error_code as "lastErrorCode"`;

/** The last word to the outside, and what waits: both from an index, and bounded. */
export const channelJoins = (fleet: string): string => `
  cross join (${fleet}) fleet
  left join merchants m on m.id = c.merchant_id
  cross join lateral (
    select count(*)::integer as n from (
      select 1 from notification_deliveries w
      where w.channel_id = c.id and w.status in ('new', 'held', 'pending') limit ${MAX_WAITING}
    ) capped
  ) waits
  left join lateral (
    select d.status, t.at, t.error_code from notification_attempts t
    join notification_deliveries d on d.id = t.delivery_id
    where t.channel_id = c.id order by t.id desc limit 1
  ) last on true`;

const moment = (value: Date | null): string | null => value?.toISOString() ?? null;

export function toChannel(row: ChannelRow): NotificationChannel {
  const { quietFrom, quietTo, criticalPasses, lastStatus, lastAt } = row;
  return {
    id: row.id,
    merchant_id: row.merchantId,
    merchant_name: row.merchantName,
    name: row.name,
    type: row.type,
    target: row.target,
    events: row.events as NotificationChannel['events'],
    severities: row.severities as NotificationChannel['severities'],
    active: row.active,
    language: row.language,
    quiet_hours:
      quietFrom === null || quietTo === null
        ? null
        : { from: quietFrom, to: quietTo, critical_passes: criticalPasses },
    time_zone: row.zone,
    max_messages: row.maxMessages,
    window_minutes: row.windowMinutes,
    remind_after_minutes: row.remindAfterMinutes,
    escalate_to: row.escalateTo,
    escalate_after_minutes: row.escalateAfterMinutes,
    old_secret_valid_until: moment(row.oldSecretUntil),
    last_delivery:
      lastStatus === null || lastAt === null
        ? null
        : { status: lastStatus, at: lastAt.toISOString(), error_code: row.lastErrorCode },
    failures: row.failures,
    failing_since: moment(row.failingSince),
    switched_off: switchedOff(row),
    waiting: row.waiting,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    version: row.version,
  };
}

function switchedOff({ switchedOffAt, switchedOffReason, switchedOffError }: ChannelRow): SwitchedOff | null {
  if (switchedOffAt === null || switchedOffReason === null) return null;
  return { at: switchedOffAt.toISOString(), reason: switchedOffReason, error_code: switchedOffError };
}

/** What the audit log keeps of it: nothing of its secret. */
export function auditedChannel(row: NotificationChannelEntity): object {
  return {
    name: row.name,
    type: row.type,
    target: row.target,
    events: row.events,
    severities: row.severities,
    active: row.active,
    language: row.language,
    quiet_from: row.quietFrom,
    quiet_to: row.quietTo,
    critical_passes: row.criticalPasses,
    max_messages: row.maxMessages,
    window_minutes: row.windowMinutes,
    remind_after_minutes: row.remindAfterMinutes,
    escalate_to: row.escalateTo,
    escalate_after_minutes: row.escalateAfterMinutes,
  };
}
