import type {
  Alarm,
  AlarmEvent,
  AlarmEventKind,
  AlarmSeverity,
  AlarmStatus,
  AlarmType,
} from '@coffee/contract/alarms';
import { formatMoney } from '@coffee/contract/money';

/** An alarm as `ALARM_COLUMNS` selects it. */
export interface AlarmRow {
  id: number;
  type: AlarmType;
  severity: AlarmSeverity;
  status: AlarmStatus;
  device_id: string | null;
  device_alias: string | null;
  merchant_id: number | null;
  location_id: number | null;
  location_name: string | null;
  slot: string;
  data: Record<string, unknown>;
  count: number;
  first_at: Date;
  last_at: Date;
  opened_at: Date;
  acked_at: Date | null;
  acked_by: string | null;
  closed_at: Date | null;
  closed_by: string | null;
  cleared_at: Date | null;
  assignee_id: number | null;
  assignee_name: string | null;
  shelved_until: Date | null;
  flapping: boolean;
  previous_id: number | null;
  parent_id: number | null;
  comments_count: number;
  loss_minor: number;
}

export const ALARM_COLUMNS = `
  a.id, a.type, a.severity, a.status, a.device_id, d.alias as device_alias, a.merchant_id, a.location_id,
  l.name as location_name, a.slot, a.data, a.count, a.first_at, a.last_at, a.opened_at, a.acked_at, a.acked_by,
  a.closed_at, a.closed_by, a.cleared_at, a.assignee_id, u.name as assignee_name, a.shelved_until, a.flapping,
  a.previous_id, a.parent_id, a.comments_count, a.loss_minor`;

export const ALARM_JOINS = `
  left join devices d on d.device_id = a.device_id
  left join locations l on l.id = a.location_id
  left join users u on u.id = a.assignee_id`;

const moment = (value: Date | null): string | null => value?.toISOString() ?? null;

export function toAlarm(row: AlarmRow): Alarm {
  return {
    id: row.id,
    type: row.type,
    severity: row.severity,
    status: row.status,
    condition: row.cleared_at === null ? 'active' : 'cleared',
    device_id: row.device_id,
    device_alias: row.device_alias,
    merchant_id: row.merchant_id,
    location_id: row.location_id,
    location_name: row.location_name,
    slot: row.slot,
    data: row.data,
    count: row.count,
    first_at: row.first_at.toISOString(),
    last_at: row.last_at.toISOString(),
    opened_at: row.opened_at.toISOString(),
    acked_at: moment(row.acked_at),
    acked_by: row.acked_by,
    closed_at: moment(row.closed_at),
    closed_by: row.closed_by,
    assignee_id: row.assignee_id,
    assignee_name: row.assignee_name,
    shelved_until: moment(row.shelved_until),
    flapping: row.flapping,
    previous_id: row.previous_id,
    parent_id: row.parent_id,
    comments_count: row.comments_count,
    // What is over costs nothing more; its last figure stays in the row.
    loss_per_hour: row.status === 'closed' ? 0 : formatMoney(row.loss_minor),
  };
}

export interface AlarmEventRow {
  id: number;
  kind: AlarmEventKind;
  actor: string | null;
  text: string | null;
  data: Record<string, unknown>;
  at: Date;
}

export function toAlarmEvent(row: AlarmEventRow): AlarmEvent {
  return { ...row, at: row.at.toISOString() };
}
