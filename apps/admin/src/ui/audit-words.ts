import { useTranslation } from 'react-i18next';

/** What is offered to filter by; the log may hold others, which are shown as they came. */
export const ACTIONS = [
  'auth.login',
  'auth.login_failed',
  'auth.logout',
  'auth.password_changed',
  'user.created',
  'user.updated',
  'user.invited',
  'user.reset_link_made',
  'user.invitation_withdrawn',
  'user.password_set',
  'user.session_ended',
  'user.sessions_ended',
  'merchant.created',
  'merchant.updated',
  'location.created',
  'location.updated',
  'location.deleted',
  'device.registered',
  'device.registered_again',
  'device.updated',
  'device.status_changed',
  'device.token_rotated',
  'enrolment_token.created',
  'enrolment_token.deleted',
  'device_model.updated',
  'device_model.deleted',
  'command.created',
  'command.dispatched',
  'command.expired',
  'command.failed',
  'command.canceled',
  'batch.paused',
  'batch.resumed',
  'batch.canceled',
  'batch.retried',
  'order.exception_set',
  'order.exception_cleared',
  'order.flagged',
  'order.export_started',
  'availability.export_started',
  'product.blocked',
  'product.unblocked',
  'refund.requested',
  'refund.processing',
  'refund.succeeded',
  'refund.failed',
  'refund.unknown',
  'alarm.opened',
  'alarm.acknowledged',
  'alarm.unacknowledged',
  'alarm.assigned',
  'alarm.shelved',
  'alarm.closed',
  'alarm_rule.updated',
  'notification_channel.created',
  'notification_channel.updated',
  'notification_channel.deleted',
  'notification_channel.secret_rotated',
  'notification_channel.tested',
  'notification_channel.switched_off',
  'notification_delivery.replayed',
  'material.created',
  'material.updated',
  'recipe.created',
  'recipe.updated',
  'recipe.published',
  'recipe.archived',
  'package.created',
  'view.created',
  'view.updated',
  'view.deleted',
  'task.canceled',
  'task.downloaded',
  'task.rerun_started',
  'rollups.repaired',
  'demo.seeded',
  'database.migrated',
  'database.reverted',
  'audit.export_started',
  'audit.month_retired',
] as const;

export const TARGET_TYPES = [
  'user',
  'merchant',
  'location',
  'device',
  'bin',
  'enrolment_token',
  'device_model',
  'batch',
  'order',
  'refund',
  'alarm',
  'alarm_rule',
  'notification_channel',
  'notification_delivery',
  'material',
  'recipe',
  'package',
  'view',
  'task',
  'database',
  'audit_month',
] as const;

interface AuditWords {
  action: (action: string) => string;
  targetType: (type: string) => string;
}

/** In the reader's language, or as it came when nobody has translated it yet. */
export function useAuditWords(): AuditWords {
  const { t, i18n } = useTranslation();
  const word = (key: string, fallback: string) => (i18n.exists(key) ? String(t(key as never)) : fallback);
  return {
    action: (action) => word(`auditAction.${action}`, action),
    targetType: (type) => word(`auditTarget.${type}`, type),
  };
}

/** Where what was changed can be looked at; null for what has no page. */
export function pageOf(type: string, id: string): string | null {
  switch (type) {
    case 'device':
      return `/devices/${encodeURIComponent(id)}`;
    case 'bin':
      return `/devices/${encodeURIComponent(id.split('/')[0] ?? '')}/bins`;
    case 'task':
      return `/tasks/${id}`;
    case 'user':
      return `/users/${id}`;
    case 'recipe':
      return `/recipes/${id}`;
    case 'package':
      return `/packages/${id}`;
    case 'batch':
      return `/dispatch/${id}`;
    case 'notification_channel':
      return `/notification-channels/${id}`;
    case 'alarm':
      return `/alarms?view=all&alarm=${id}`;
    default:
      return null;
  }
}
