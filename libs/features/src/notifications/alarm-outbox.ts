import { AlarmEntity } from '@coffee/data/entities';
import type { Scope } from '@coffee/data/tenant-db';
import { Config } from '@coffee/platform/config';
import { Injectable } from '@nestjs/common';
import { ALARM_FACTS_JOINS, MADE_COLUMNS, alarmFacts, madeFrom } from './made-deliveries';

/** What happened to an alarm, as the alarms themselves call it. */
export interface ToldAlarm {
  id: number;
  kind: string;
}

/** Runs one statement inside the transaction of what it tells of. */
type RunInside = (text: (scope: Scope) => string, parameters: unknown[]) => Promise<unknown>;

const EVENT_OF: Readonly<Record<string, string>> = {
  opened: 'alarm.opened',
  reopened: 'alarm.opened',
  severity_changed: 'alarm.severity_changed',
  acknowledged: 'alarm.acknowledged',
  closed: 'alarm.closed',
};

/**
 * $1 now, $2 alarms, $3 what happened to each, $4 our address. A channel that has been told of an alarm hears of it until its
 * end, whatever its severity has become; one for which it was not grave enough before hears of it as opened.
 */
const writeOutbox = (scope: string): string => `
  with told as materialized (
    select a.*, t.event, t.place from unnest($2::integer[], $3::text[]) with ordinality t(alarm_id, event, place)
    join alarms a on a.id = t.alarm_id where a.parent_id is null and ${scope}
  ), heard as (
    select t.*, c.id as channel_id, c.merchant_id as channel_merchant_id, c.severities, c.events, exists (
        select 1 from notification_deliveries p where p.alarm_id = t.id and p.channel_id = c.id
      ) as is_known
    from told t join notification_channels c
      on c.active and (c.merchant_id is null or c.merchant_id = t.merchant_id)
  ), said as (
    select h.*, case when event = 'alarm.severity_changed' and not is_known and 'alarm.opened' = any(events)
      then 'alarm.opened' else event end as said
    from heard h where severity = any(severities) or is_known and event <> 'alarm.opened'
  )
  insert into notification_deliveries (${MADE_COLUMNS})
  select ${madeFrom('a', { channel: 'a.channel_id', merchant: 'a.channel_merchant_id', event: 'a.said' })}
  from said a ${ALARM_FACTS_JOINS} cross join lateral (select ${alarmFacts('$4')} as facts) f
  where a.said = any(a.events) or a.said <> 'alarm.opened' and 'alarm.updated' = any(a.events)
  order by a.place, a.channel_id`;

/** Writes what channels have to tell, as rows of the transaction in which it happened: neither is there without the other. */
@Injectable()
export class AlarmOutbox {
  constructor(private readonly config: Config) {}

  /** One statement, and none when nothing happened that anybody could want to hear. */
  async write(run: RunInside, told: readonly ToldAlarm[], now: Date): Promise<void> {
    const known = told.filter(({ kind }) => kind in EVENT_OF);
    if (known.length === 0) return;
    const ids = known.map(({ id }) => id);
    const events = known.map(({ kind }) => EVENT_OF[kind]);
    await run((scope) => writeOutbox(scope(AlarmEntity, 'a')), [now, ids, events, this.config.publicUrl]);
  }
}
