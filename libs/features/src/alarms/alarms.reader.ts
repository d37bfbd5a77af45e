import {
  ALARM_SEVERITIES,
  type Alarm,
  type AlarmAssignee,
  type AlarmCounts,
  type AlarmDetail,
  type AlarmQuery,
  type AlarmSeverity,
} from '@coffee/contract/alarms';
import type { Page } from '@coffee/contract/paging';
import { AlarmEntity, AlarmEventEntity, UserEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AlarmNotFound } from './alarms.errors';
import {
  ALARM_COLUMNS,
  ALARM_JOINS,
  type AlarmEventRow,
  type AlarmRow,
  toAlarm,
  toAlarmEvent,
} from './alarms.mapper';

/** Open before closed, the worst first, then the oldest; of the closed the newest first. One number, so one index ranks. */
const RANK = `(case when a.status = 'closed' then 12884901888 + 2147483647 - a.id
  when a.severity = 'critical' then a.id when a.severity = 'warn' then 4294967296 + a.id else 8589934592 + a.id end)`;

const ALARM_LIST: ListSpec = {
  entity: AlarmEntity,
  alias: 'a',
  from: 'alarms a',
  joins: ALARM_JOINS,
  select: ALARM_COLUMNS,
  sorts: {
    rank: { expression: RANK, type: 'bigint' },
    loss: { expression: 'a.loss_minor', type: 'integer' },
    opened_at: { expression: 'a.opened_at', type: 'timestamptz' },
    last_at: { expression: 'a.last_at', type: 'timestamptz' },
  },
  defaultSort: 'rank',
  key: { expression: 'a.id', type: 'integer' },
};

const MAX_EVENTS = 500;
const MAX_PREVIOUS = 10;
const MAX_ASSIGNEES = 200;

/** A machine's own alarms and the site incidents it is part of. */
const OF_DEVICE = (place: string): string => `a.id in (
  select own.id from alarms own where own.device_id = ${place}
  union all select p.alarm_id from alarm_causes c
  join alarm_causes p on p.type = c.type and p.slot = c.under and p.device_id is null
  where c.device_id = ${place} and c.gone_at is null)`;

function alarmConditions(query: AlarmQuery, now: Date): Conditions {
  const where = new Conditions()
    .add(query.type, (place) => `a.type = any(${place})`)
    .add(query.severity, (place) => `a.severity = any(${place})`)
    .add(query.status, (place) => `a.status = any(${place})`)
    .add(query.device_id, OF_DEVICE)
    .add(query.merchant_id, (place) => `a.merchant_id = ${place}`)
    .add(query.location_id, (place) => `a.location_id = ${place}`)
    .add(query.assignee_id, (place) => `a.assignee_id = ${place}`)
    .add(query.from, (place) => `a.opened_at >= ${place}::timestamptz`)
    .add(query.to, (place) => `a.opened_at <= ${place}::timestamptz`);
  if (query.shelved !== undefined) {
    where.add(now, (place) => `coalesce(a.shelved_until > ${place}, false) = ${String(query.shelved)}`);
  }
  if (query.condition !== undefined) {
    where.raw(`a.cleared_at is ${query.condition === 'active' ? '' : 'not '}null`);
  }
  if (query.acknowledged !== undefined) {
    where.raw(query.acknowledged ? 'a.acked_at is not null' : 'a.acked_at is null and a.closed_by is null');
  }
  if (query.device_id === undefined) where.raw('a.parent_id is null');
  // Few enough to be sorted at once; of what is over there is no end.
  if (query.sort?.endsWith('loss')) where.raw(`a.status <> 'closed'`);
  return where;
}

@Injectable()
export class AlarmsReader {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, query: AlarmQuery): Promise<Page<Alarm>> {
    const { rows, pagination } = await this.db.for(actor).list<AlarmRow>(ALARM_LIST, {
      where: alarmConditions(query, this.clock.now()),
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toAlarm), pagination };
  }

  async get(actor: Actor, id: number): Promise<Alarm> {
    const [alarm] = await this.some(actor, 'a.id = $1', [id]);
    if (!alarm) throw new AlarmNotFound(id);
    return alarm;
  }

  async detail(actor: Actor, id: number): Promise<AlarmDetail> {
    const alarm = await this.get(actor, id);
    const key = [alarm.type, alarm.device_id ?? '', alarm.slot, alarm.merchant_id ?? 0, id];
    const [events, previous] = await Promise.all([
      this.db.for(actor).query<AlarmEventRow>(
        (scope) => `
          select * from (
            select e.id, e.kind, e.actor, e.text, e.data, e.at from alarm_events e
            where e.alarm_id = $1 and ${scope(AlarmEventEntity, 'e')} order by e.id desc limit ${MAX_EVENTS}
          ) last order by id`,
        [id],
      ),
      this.some(
        actor,
        `a.type = $1 and coalesce(a.device_id, '') = $2 and a.slot = $3 and coalesce(a.merchant_id, 0) = $4
           and a.id < $5`,
        key,
      ),
    ]);
    return { alarm, timeline: events.map(toAlarmEvent), previous };
  }

  /** Open ones that no person has put aside. */
  async counts(actor: Actor): Promise<AlarmCounts> {
    const rows = await this.db.for(actor).query<{ severity: AlarmSeverity; n: number }>(
      (scope) => `
        select a.severity, count(*)::integer as n from alarms a
        where a.status <> 'closed' and a.parent_id is null and coalesce(a.shelved_until <= $1, true)
          and ${scope(AlarmEntity, 'a')}
        group by a.severity`,
      [this.clock.now()],
    );
    const found = new Map(rows.map((row) => [row.severity, row.n]));
    return Object.fromEntries(
      ALARM_SEVERITIES.map((severity) => [severity, found.get(severity) ?? 0]),
    ) as unknown as AlarmCounts;
  }

  assignees(actor: Actor): Promise<AlarmAssignee[]> {
    return this.db.for(actor).query<AlarmAssignee>(
      (scope) => `
        select u.id, u.name from users u where u.active and u.role <> 'viewer' and ${scope(UserEntity, 'u')}
        order by u.name, u.id limit ${MAX_ASSIGNEES}`,
    );
  }

  private async some(actor: Actor, condition: string, values: unknown[]): Promise<Alarm[]> {
    const rows = await this.db.for(actor).query<AlarmRow>(
      (scope) => `
        select ${ALARM_COLUMNS} from alarms a ${ALARM_JOINS}
        where ${condition} and ${scope(AlarmEntity, 'a')} order by a.id desc limit ${MAX_PREVIOUS}`,
      values,
    );
    return rows.map(toAlarm);
  }
}
