// The sweep's three steps, each one statement, all in one transaction. Time is $1; timers are rows, so that it does not
// matter which process runs them, nor how often it dies.
import { RULES_SQL } from './alarm-defaults';
import { ALARM_SOURCES } from './alarm-sources';

/** A cause that comes back so soon after its alarm closed is the same alarm. */
const REOPEN_WITHIN = `interval '5 minutes'`;
/** More changes than this within an hour are flapping. */
const FLAPPING_CHANGES = 6;
const KEPT_CHANGES = FLAPPING_CHANGES + 1;

const sameKey = (a: string, b: string): string =>
  `${a}.type = ${b}.type and coalesce(${a}.device_id, '') = coalesce(${b}.device_id, '') and ${a}.slot = ${b}.slot
   and coalesce(${a}.merchant_id, 0) = coalesce(${b}.merchant_id, 0)`;
const CHANGED_NOW = `(array_append(c.changes, $1::timestamptz))[greatest(1, cardinality(c.changes) - ${KEPT_CHANGES - 2}):]`;
const RULE_OF_CAUSE = 'join rules r on r.type = c.type and r.merchant_key = coalesce(c.merchant_id, 0)';

/** What is there now against what is known: causes that come, come back, look different, and go. */
export const OBSERVE_SQL = `
  with ${RULES_SQL}, active as materialized (
    ${ALARM_SOURCES.map((source) => source.sql).join('\n    union all')}
  ), seen as materialized (
    select c.id, c.gone_at, a.* from active a left join alarm_causes c on ${sameKey('c', 'a')}
  ), came as (
    insert into alarm_causes (type, slot, device_id, merchant_id, location_id, severity, data, under, since, seen_at, changes)
    select type, slot, device_id, merchant_id, location_id, severity, data, under, least(since, $1), $1, array[$1::timestamptz]
    from seen where id is null
    on conflict do nothing
  ), came_back as (
    update alarm_causes c set gone_at = null, seen_at = $1, since = least(s.since, $1), severity = s.severity, data = s.data,
      under = s.under, location_id = s.location_id, changes = ${CHANGED_NOW}
    from seen s where c.id = s.id and s.gone_at is not null
    returning c.alarm_id
  ), altered as (
    update alarm_causes c set severity = s.severity, data = s.data, under = coalesce(s.under, c.under),
      location_id = s.location_id
    from seen s where c.id = s.id and s.gone_at is null
      and (c.severity, c.data, c.under, c.location_id) is distinct from (s.severity, s.data, coalesce(s.under, c.under), s.location_id)
  ), went as (
    update alarm_causes c set gone_at = $1, changes = ${CHANGED_NOW}
    where c.gone_at is null and not exists (select 1 from active a where ${sameKey('a', 'c')})
  ), recurred as (
    update alarms a set count = a.count + 1, last_at = $1
    from came_back b where a.id = b.alarm_id and a.status <> 'closed'
    returning a.id
  )
  select count(*) from recurred`;

const AUDITED = `audited as (
    insert into audit_entries (action, target_type, target_id, summary, before, after, source, actor_name, merchant_id)
    select 'alarm.' || kind, 'alarm', id::text, type || ' ' || kind, null,
           jsonb_build_object('type', type, 'slot', slot, 'device_id', device_id, 'severity', severity, 'status', status),
           'system', 'system', merchant_id
    from told
  ), noted as (
    insert into alarm_events (alarm_id, kind, data, at)
    select id, kind, jsonb_build_object('severity', severity), $1 from told
  )
  select id, type, device_id, merchant_id, severity, status, kind from told`;
const TOLD = 'a.id, a.type, a.slot, a.device_id, a.merchant_id, a.severity, a.status';

/**
 * Delays that are over: a cause that lasted opens its alarm, one that stays gone closes it. While a cause is part of
 * another that stands, it raises nothing.
 */
export const SETTLE_SQL = `
  with ${RULES_SQL}, standing as materialized (
    select c.*, r.raise_delay, r.clear_delay from alarm_causes c ${RULE_OF_CAUSE}
    where c.gone_at is null or c.alarm_id is not null
  ), incidents as materialized (
    select type, slot, coalesce(merchant_id, 0) as merchant_key from standing where device_id is null
  ), due as materialized (
    select c.*, l.id as last_id, l.is_same, case when l.is_same then l.id else nextval('alarms_id_seq')::integer end as next_id
    from standing c
    left join lateral (
      select a.id, a.status <> 'closed' or a.closed_at > $1::timestamptz - ${REOPEN_WITHIN} as is_same
      from alarms a where ${sameKey('a', 'c')} order by a.id desc limit 1
    ) l on true
    where c.gone_at is null and c.alarm_id is null and c.seen_at + c.raise_delay <= $1
      and (c.under is null or not exists (
        select 1 from incidents p
        where p.type = c.type and p.slot = c.under and p.merchant_key = coalesce(c.merchant_id, 0)))
  ), reopened as (
    update alarms a set status = 'open', count = a.count + 1, last_at = $1, severity = d.severity, data = d.data,
      location_id = d.location_id, acked_at = null, acked_by = null, closed_at = null, closed_by = null, cleared_at = null
    from due d where a.id = d.last_id and d.is_same
    returning ${TOLD}
  ), opened as (
    insert into alarms as a (id, type, slot, device_id, merchant_id, location_id, severity, data, first_at, last_at, opened_at, previous_id)
    select next_id, type, slot, device_id, merchant_id, location_id, severity, data, since, seen_at, $1, last_id
    from due where is_same is not true
    returning ${TOLD}
  ), raised as (
    update alarm_causes c set alarm_id = d.next_id from due d where c.id = d.id
  ), settled as (
    update alarm_causes c set alarm_id = null
    from standing s where c.id = s.id and s.gone_at + s.clear_delay <= $1
    returning s.alarm_id
  ), closed as (
    update alarms a set status = 'closed', closed_at = coalesce(a.closed_at, $1), cleared_at = $1, parent_id = null,
      shelved_until = null, flapping = false
    from settled s join alarms was on was.id = s.alarm_id where a.id = was.id
    returning ${TOLD}, was.status as was
  ), told as materialized (
    select ${TOLD}, 'reopened' as kind from reopened a
    union all select ${TOLD}, 'opened' from opened a
    union all select ${TOLD}, 'closed' from closed a where was <> 'closed'
  ), ${AUDITED}`;

/** Alarms follow their causes: data, severity, the incident they are part of. One that grows worse is open again. */
export const FOLLOW_SQL = `
  with wanted as materialized (
    select a.id, c.severity, c.data, p.alarm_id as parent_id, a.severity as was, a.parent_id as parent_was,
           cardinality(c.changes) = ${KEPT_CHANGES} and c.changes[1] > $1::timestamptz - interval '1 hour' as flapping,
           array_position(array['info', 'warn', 'critical'], c.severity)
             > array_position(array['info', 'warn', 'critical'], a.severity) as is_worse
    from alarm_causes c
    join alarms a on a.id = c.alarm_id and a.status <> 'closed'
    left join alarm_causes p on p.type = c.type and p.slot = c.under and p.device_id is null
      and coalesce(p.merchant_id, 0) = coalesce(c.merchant_id, 0)
  ), followed as (
    update alarms a set severity = w.severity, data = w.data, parent_id = w.parent_id, flapping = w.flapping,
      status = case when w.is_worse then 'open' else a.status end,
      acked_at = case when w.is_worse then null else a.acked_at end,
      acked_by = case when w.is_worse then null else a.acked_by end,
      shelved_until = case when w.is_worse then null else a.shelved_until end
    from wanted w where a.id = w.id
      and (a.severity, a.data, a.parent_id, a.flapping) is distinct from (w.severity, w.data, w.parent_id, w.flapping)
    returning ${TOLD}, w.was, a.parent_id is distinct from w.parent_was as is_moved
  ), noted as (
    insert into alarm_events (alarm_id, kind, data, at)
    select id, 'severity_changed', jsonb_build_object('from', was, 'to', severity), $1 from followed where was <> severity
  )
  select id, type, device_id, merchant_id, severity, status,
         case when was <> severity then 'severity_changed' else 'followed' end as kind
  from followed where was <> severity or is_moved`;

/** What has been gone for so long says nothing about flapping any more. */
export const FORGET_SQL = `delete from alarm_causes where alarm_id is null and gone_at < $1::timestamptz - interval '1 hour'`;
