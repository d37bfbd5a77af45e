import {
  type Device,
  type DeviceQuery,
  type HistoryQuery,
  type QuarantinedReport,
  type StatusChange,
  TELEMETRY_METRICS,
  type TelemetryMetric,
  type TelemetryQuery,
  type TelemetrySeries,
} from '@coffee/contract/devices';
import type { Page } from '@coffee/contract/paging';
import {
  DeviceEntity,
  QuarantinedReportEntity,
  StatusChangeEntity,
  TelemetryEntity,
} from '@coffee/data/entities';
import { Conditions, likeLiteral, type ListSpec } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { InvalidArgument } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { DeviceNotFound } from './devices.errors';
import {
  DEVICE_COLUMNS,
  DEVICE_JOINS,
  type DeviceRow,
  type QuarantinedRow,
  type StatusChangeRow,
  toDevice,
  toQuarantinedReport,
  toStatusChange,
} from './devices.mapper';

export const DEVICE_LIST: ListSpec = {
  entity: DeviceEntity,
  alias: 'd',
  from: 'devices d',
  joins: DEVICE_JOINS,
  select: DEVICE_COLUMNS,
  sorts: {
    device_id: { expression: 'd.device_id', type: 'text' },
    last_seen: { expression: 's.last_seen', type: 'timestamptz' },
    status: { expression: 'd.status', type: 'text' },
    created_at: { expression: 'd.created_at', type: 'timestamptz' },
  },
  defaultSort: 'device_id',
  key: { expression: 'd.device_id', type: 'text' },
};

const OPEN_ALARM = `exists (select 1 from alarms a
  where a.device_id = d.device_id and a.status <> 'closed' and a.parent_id is null)`;
const LOW_BIN = 'exists (select 1 from device_bins b where b.device_id = d.device_id and b.is_low)';
const DAY_MS = 86_400_000;
const MAX_POINTS = 400;
/** Twice the sampling interval, so that a machine in touch leaves no gaps. */
const DEFAULT_STEP_SECONDS = 600;

/** The filters of the devices list, over `devices d`. */
export function deviceConditions(query: DeviceQuery): Conditions {
  const contains = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : `%${likeLiteral(text.toLowerCase())}%`;
  const where = new Conditions()
    .add(contains(query.query), (place) => `d.search_text like ${place}`)
    .add(contains(query.address), (place) => `lower(d.address) like ${place}`)
    .add(query.merchant_id, (place) => `d.merchant_id = ${place}`)
    .add(query.location_id, (place) => `d.location_id = ${place}`)
    .add(query.model, (place) => `d.model = any(${place})`)
    .add(query.status, (place) => `d.status = any(${place})`)
    .add(query.lifecycle, (place) => `d.lifecycle = any(${place})`)
    .add(query.tag, (place) => `d.tags && ${place}`);
  if (query.low_material !== undefined) where.raw(query.low_material ? LOW_BIN : `not ${LOW_BIN}`);
  if (query.has_alarm !== undefined) where.raw(query.has_alarm ? OPEN_ALARM : `not ${OPEN_ALARM}`);
  return where;
}

@Injectable()
export class DevicesReader {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, query: DeviceQuery): Promise<Page<Device>> {
    const { rows, pagination } = await this.db.for(actor).list<DeviceRow>(DEVICE_LIST, {
      where: deviceConditions(query),
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toDevice), pagination };
  }

  async get(actor: Actor, deviceId: string): Promise<Device> {
    const [row] = await this.db
      .for(actor)
      .query<DeviceRow>(
        (scope) =>
          `select ${DEVICE_COLUMNS} from devices d ${DEVICE_JOINS} where d.device_id = $1 and ${scope(DeviceEntity, 'd')}`,
        [deviceId],
      );
    if (!row) throw new DeviceNotFound(deviceId);
    return toDevice(row);
  }

  /** Changes that touch the time asked for (a week when not said), newest first. */
  async history(actor: Actor, deviceId: string, query: HistoryQuery): Promise<StatusChange[]> {
    await this.mustExist(actor, deviceId);
    const { from, to } = this.range(query, 7 * DAY_MS);
    const rows = await this.db.for(actor).query<StatusChangeRow>(
      (scope) => `
        select * from (
          select h.id, h.status, h.previous, h.activity, h.cause, h.at, h.reported_at,
                 lead(h.at) over (order by h.at, h.id) as ended_at,
                 extract(epoch from coalesce(lead(h.at) over (order by h.at, h.id), now()) - h.at)::bigint as duration_seconds
          from device_status_history h
          where h.device_id = $1 and h.applied and ${scope(StatusChangeEntity, 'h')}
            and h.at >= coalesce((select max(at) from device_status_history b
                                  where b.device_id = $1 and b.applied and b.at < $2), '-infinity')
        ) stretch
        where at <= $3 and coalesce(ended_at, 'infinity') >= $2
        order by at desc, id desc limit $4`,
      [deviceId, from, to, query.limit ?? 200],
    );
    return rows.map(toStatusChange);
  }

  /** One metric averaged over steps, which are widened where the answer would pass 400 points. */
  async telemetry(actor: Actor, deviceId: string, query: TelemetryQuery): Promise<TelemetrySeries> {
    await this.mustExist(actor, deviceId);
    const { from, to } = this.range(query, DAY_MS);
    const seconds = (to.getTime() - from.getTime()) / 1000;
    const narrowest = Math.max(60, Math.ceil(seconds / MAX_POINTS / 60) * 60);
    const step = Math.max(query.step ?? DEFAULT_STEP_SECONDS, narrowest);
    const metric: TelemetryMetric = query.metric ?? TELEMETRY_METRICS[0];
    const rows = await this.db.for(actor).query<{ at: Date; value: number }>(
      (scope) => `
        select to_timestamp(floor(extract(epoch from t.at) / $5) * $5) as at, avg(t.value) as value
        from telemetry t
        where t.device_id = $1 and t.metric = $2 and t.at >= $3 and t.at <= $4 and ${scope(TelemetryEntity, 't')}
        group by 1 order by 1`,
      [deviceId, metric, from, to, step],
    );
    const points = rows.map((row) => ({
      at: row.at.toISOString(),
      value: Math.round(row.value * 100) / 100,
    }));
    return { metric, step, points };
  }

  async quarantine(actor: Actor, deviceId: string, limit: number): Promise<QuarantinedReport[]> {
    await this.mustExist(actor, deviceId);
    const rows = await this.db.for(actor).query<QuarantinedRow>(
      (scope) => `
        select q.id, q.route, q.body, q.error, q.received_at from quarantined_reports q
        where q.device_id = $1 and ${scope(QuarantinedReportEntity, 'q')} order by q.id desc limit $2`,
      [deviceId, limit],
    );
    return rows.map(toQuarantinedReport);
  }

  async mustExist(actor: Actor, deviceId: string): Promise<void> {
    if (!(await this.db.for(actor).exists(DeviceEntity, { deviceId }))) throw new DeviceNotFound(deviceId);
  }

  private range(query: { from?: string; to?: string }, defaultMs: number): { from: Date; to: Date } {
    const to = query.to === undefined ? this.clock.now() : new Date(query.to);
    const from = query.from === undefined ? new Date(to.getTime() - defaultMs) : new Date(query.from);
    if (from > to) throw new InvalidArgument('from is after to', { details: { field: 'from' } });
    return { from, to };
  }
}
