import type {
  ChangeCause,
  Device,
  DeviceStatus,
  Lifecycle,
  QuarantinedReport,
  StatusChange,
} from '@coffee/contract/devices';

/** A machine as `DEVICE_COLUMNS` selects it. Moments that never were come as -Infinity. */
export interface DeviceRow {
  device_id: string;
  alias: string | null;
  model: string | null;
  serial: string | null;
  status: DeviceStatus;
  activity: string | null;
  lifecycle: Lifecycle;
  merchant_id: number | null;
  location_id: number | null;
  location_name: string | null;
  address: string | null;
  tags: string[];
  created_at: Date;
  updated_at: Date;
  version: number;
  last_seen: Date | number;
  fw_version: string | null;
  ip: string | null;
  wifi_ssid: string | null;
  wifi_signal: number | null;
  temperature: number | null;
  uptime_seconds: number | null;
  clock_skew_ms: number | null;
  extra: Record<string, unknown>;
  low_bins: number;
  open_alarms: number;
}

export const DEVICE_COLUMNS = `
  d.device_id, d.alias, d.model, d.serial, d.status, d.activity, d.lifecycle, d.merchant_id, d.location_id,
  l.name as location_name, coalesce(d.address, l.address) as address, d.tags, d.created_at, d.updated_at, d.version,
  s.last_seen, s.fw_version, s.ip, s.wifi_ssid, s.wifi_signal, s.temperature, s.uptime_seconds, s.clock_skew_ms, s.extra,
  (select count(*)::integer from device_bins b where b.device_id = d.device_id and b.is_low) as low_bins,
  (select count(*)::integer from alarms a
   where a.device_id = d.device_id and a.status <> 'closed' and a.parent_id is null) as open_alarms`;

export const DEVICE_JOINS = `
  join device_states s on s.device_id = d.device_id
  left join locations l on l.id = d.location_id`;

const moment = (value: Date | number | null): string | null =>
  value instanceof Date ? value.toISOString() : null;

export function toDevice(row: DeviceRow): Device {
  return {
    device_id: row.device_id,
    alias: row.alias,
    model: row.model,
    fw_version: row.fw_version,
    serial: row.serial,
    status: row.status,
    activity: row.activity,
    lifecycle: row.lifecycle,
    last_seen: moment(row.last_seen),
    ip: row.ip,
    wifi_ssid: row.wifi_ssid,
    wifi_signal: row.wifi_signal,
    temperature: row.temperature,
    uptime_seconds: row.uptime_seconds,
    merchant_id: row.merchant_id,
    location_id: row.location_id,
    location_name: row.location_name,
    address: row.address,
    tags: row.tags,
    extra: row.extra,
    open_alarms: row.open_alarms,
    low_bins: row.low_bins,
    clock_skew_ms: row.clock_skew_ms,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    version: row.version,
  };
}

export interface StatusChangeRow {
  id: number;
  status: DeviceStatus;
  previous: DeviceStatus | null;
  activity: string | null;
  cause: ChangeCause;
  at: Date;
  reported_at: Date | null;
  duration_seconds: number;
}

export function toStatusChange(row: StatusChangeRow): StatusChange {
  return {
    id: row.id,
    status: row.status,
    previous: row.previous,
    activity: row.activity,
    cause: row.cause,
    at: row.at.toISOString(),
    reported_at: moment(row.reported_at),
    duration_seconds: row.duration_seconds,
  };
}

export interface QuarantinedRow {
  id: number;
  route: string;
  body: string;
  error: string;
  received_at: Date;
}

export function toQuarantinedReport(row: QuarantinedRow): QuarantinedReport {
  return { ...row, received_at: row.received_at.toISOString() };
}
