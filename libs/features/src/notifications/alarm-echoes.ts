// What is told again because nobody has acknowledged an alarm: reminders of critical ones, and escalations to a second channel.
// Both look at open alarms alone and at what was told of them, so that a process that dies forgets nothing.
import { AlarmEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { Config } from '@coffee/platform/config';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { ALARM_FACTS_JOINS, MADE_COLUMNS, alarmFacts, madeFrom } from './made-deliveries';

/** Any number that is ours alone in this database. */
const ECHO_LOCK = 7_301_976;

/** Open, seen by nobody, put aside by nobody, and no part of another. */
const UNSEEN = `a.status = 'open' and a.acked_at is null and a.parent_id is null
  and coalesce(a.shelved_until <= $1, true)`;
const NEWS = `p.event in ('alarm.opened', 'alarm.severity_changed')`;
const MADE = (event: string): string =>
  `${madeFrom('a', { channel: 'a.channel_id', merchant: 'a.channel_merchant_id', event: `'${event}'` })}
  from due a ${ALARM_FACTS_JOINS} cross join lateral (select ${alarmFacts('$2')} as facts) f`;

/** $1 now, $2 our address; as in the next. A reminder that has not gone out yet is enough. */
const remind = (scope: string): string => `
  with due as materialized (
    select a.*, c.id as channel_id, c.merchant_id as channel_merchant_id
    from notification_channels c
    join alarms a on a.severity = 'critical' and ${UNSEEN} and (c.merchant_id is null or c.merchant_id = a.merchant_id)
    cross join lateral (
      select max(p.created_at) as at, bool_or(p.event = 'alarm.reminder' and p.status in ('new', 'held', 'pending')) as waits
      from notification_deliveries p
      where p.alarm_id = a.id and p.channel_id = c.id and (${NEWS} or p.event = 'alarm.reminder')
    ) told
    where c.active and told.at <= $1 - make_interval(mins => c.remind_after_minutes) and not told.waits and ${scope}
  )
  insert into notification_deliveries (${MADE_COLUMNS}) select ${MADE('alarm.reminder')}`;

const escalate = (scope: string): string => `
  with due as materialized (
    select distinct on (a.id, e.id) a.*, e.id as channel_id, e.merchant_id as channel_merchant_id
    from notification_channels c
    join notification_channels e on e.id = c.escalate_to and e.active
    join alarms a on ${UNSEEN} and (c.merchant_id is null or c.merchant_id = a.merchant_id)
      and (e.merchant_id is null or e.merchant_id = a.merchant_id)
    cross join lateral (
      select max(p.created_at) as at from notification_deliveries p
      where p.alarm_id = a.id and p.channel_id = c.id and ${NEWS}
    ) told
    where c.active and told.at <= $1 - make_interval(mins => c.escalate_after_minutes) and ${scope}
      and not exists (
        select 1 from notification_deliveries p where p.alarm_id = a.id and p.channel_id = e.id
          and p.event = 'alarm.escalated' and p.created_at >= told.at)
    order by a.id, e.id
  )
  insert into notification_deliveries (${MADE_COLUMNS}) select ${MADE('alarm.escalated')}`;

@Injectable()
export class AlarmEchoes {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Safe under any number of processes: the second finds the lock taken and does nothing. */
  async sweep(): Promise<void> {
    const values = [this.clock.now(), this.config.publicUrl];
    await this.db.transaction(systemActor(), async (tx) => {
      const [lock] = await tx.query<{ held: boolean }>(
        (scope) => `select pg_try_advisory_xact_lock($1) as held where ${scope(AlarmEntity, 'a')}`,
        [ECHO_LOCK],
      );
      if (lock?.held !== true) return;
      await tx.query((scope) => remind(scope(AlarmEntity, 'a')), values);
      await tx.query((scope) => escalate(scope(AlarmEntity, 'a')), values);
    });
  }
}
