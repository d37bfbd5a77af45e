import type { Delivery, DeliveryAttempt } from '@coffee/contract/notifications';
import type { NotificationAttemptEntity, NotificationDeliveryEntity } from '@coffee/data/entities';

/** A delivery as `DELIVERY_COLUMNS` selects it. */
export type DeliveryRow = Pick<
  NotificationDeliveryEntity,
  | 'id'
  | 'messageId'
  | 'channelId'
  | 'event'
  | 'status'
  | 'severity'
  | 'alarmId'
  | 'deviceId'
  | 'digestId'
  | 'data'
  | 'attempts'
  | 'statusCode'
  | 'errorCode'
  | 'error'
  | 'occurredAt'
  | 'createdAt'
  | 'nextAttemptAt'
  | 'giveUpAt'
  | 'finishedAt'
>;

export const DELIVERY_COLUMNS = `
  d.id, d.message_id as "messageId", d.channel_id as "channelId", d.event, d.status, d.severity, d.alarm_id as "alarmId",
  d.device_id as "deviceId", d.digest_id as "digestId", d.data, d.attempts, d.status_code as "statusCode",
  d.error_code as "errorCode", d.error, d.occurred_at as "occurredAt", d.created_at as "createdAt",
  d.next_attempt_at as "nextAttemptAt", d.give_up_at as "giveUpAt", d.finished_at as "finishedAt"`;

const moment = (value: Date | null): string | null => value?.toISOString() ?? null;

/** What receivers know a delivery by. */
export const messageIdOf = (messageId: string): string => `msg_${messageId.replaceAll('-', '')}`;

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    message_id: messageIdOf(row.messageId),
    channel_id: row.channelId,
    event: row.event,
    status: row.status,
    severity: row.severity,
    alarm_id: row.alarmId,
    device_id: row.deviceId,
    digest_id: row.digestId,
    data: row.data,
    attempts: row.attempts,
    status_code: row.statusCode,
    error_code: row.errorCode,
    error: row.error,
    occurred_at: row.occurredAt.toISOString(),
    created_at: row.createdAt.toISOString(),
    next_attempt_at: moment(row.nextAttemptAt),
    give_up_at: moment(row.giveUpAt),
    finished_at: moment(row.finishedAt),
  };
}

export function toAttempt(row: NotificationAttemptEntity): DeliveryAttempt {
  return {
    attempt: row.attempt,
    at: row.at.toISOString(),
    duration_ms: row.durationMs,
    ok: row.ok,
    status_code: row.statusCode,
    error_code: row.errorCode,
    error: row.error,
  };
}
