// SQL of the planner. All of a channel's runs in one transaction that holds the channel's row.
import { FLEET_DEFAULTS } from '../reports';
import { LANE_WINDOW_MS } from './delivery-plan';
import { EVERY_LANE } from './delivery-statements';

/** A digest of more is held to tell of every one: to compare long lists would cost more than to wait. */
const MAX_LANES = 200;

/** $1 now. Channels that have something to plan. */
export const unplannedChannels = (scope: string): string => `
  select distinct d.channel_id as id from notification_deliveries d
  where (d.status = 'new' or d.status = 'held' and d.next_attempt_at <= $1) and ${scope}`;

/** $1 channel. */
export const lockChannel = (scope: string): string => `
  with fleet as materialized (${FLEET_DEFAULTS})
  select c.max_messages as "maxMessages", c.window_minutes as "windowMinutes", c.quiet_from as "quietFrom",
         c.quiet_to as "quietTo", c.critical_passes as "criticalPasses", c.window_started_at as "windowStartedAt",
         c.window_sent as "windowSent", c.active,
         coalesce((select m.settings ->> 'timeZone' from merchants m where m.id = c.merchant_id), (select zone from fleet)) as zone
  from notification_channels c where c.id = $1 and ${scope} for update of c`;

/** $1 channel, $2 now, $3 how many. */
export const tellable = (scope: string): string => `
  select d.id, d.lane, d.severity from notification_deliveries d
  where d.channel_id = $1 and (d.status = 'new' or d.status = 'held' and d.next_attempt_at <= $2) and ${scope}
  order by d.id limit $3`;

/** $1 channel, $2 now, $3 lanes. Single messages within the last hour. */
export const sentPerLane = (scope: string): string => `
  select d.lane, count(*)::integer as n from notification_deliveries d
  where d.channel_id = $1 and d.lane = any($3) and d.planned_at > $2::timestamptz - interval '${LANE_WINDOW_MS} ms'
    and d.digest_id is null and ${scope}
  group by d.lane`;

/**
 * $1 channel. The last digest: when it is or was due, and, locked, its id while nobody has claimed it. A worker that claims it
 * at the same moment waits for us and sends what we add, or was first, and we find it taken.
 */
export const lastDigest = (scope: string): string => `
  select d.id, d.occurred_at as "dueAt", d.status = 'pending' and d.attempts = 0 as "isOpen" from notification_deliveries d
  where d.channel_id = $1 and d.event = 'alarm.digest' and ${scope}
  order by d.created_at desc, d.id desc limit 1 for update`;

/** $1 ids in order, $2 now, $3 when they are given up. */
export const sendNow = (scope: string): string => `
  with placed as (
    select o.id, nextval('notification_positions') as position
    from (select id from unnest($1::bigint[]) with ordinality u(id, place) order by place) o
  ), sent as (
    update notification_deliveries d set status = 'pending', position = p.position, planned_at = $2, next_attempt_at = $2,
      give_up_at = $3
    from placed p where d.id = p.id and ${scope} returning 1
  ) select count(*) from sent`;

/** $1 ids, $2 until when. */
export const hold = (scope: string): string => `
  with held as (
    update notification_deliveries d set status = 'held', next_attempt_at = $2 where d.id = any($1) and ${scope} returning 1
  ) select count(*) from held`;

/** $1 channel, $2 now, $3 when it is due, $4 when it is given up. */
export const openDigest = (scope: string): string => `
  insert into notification_deliveries (message_id, channel_id, merchant_id, event, status, position, planned_at,
    next_attempt_at, give_up_at, occurred_at, created_at)
  select gen_random_uuid(), c.id, c.merchant_id, 'alarm.digest', 'pending', nextval('notification_positions'), $2, $3, $4, $3, $2
  from notification_channels c where c.id = $1 and ${scope}
  returning id`;

/** $1 ids, $2 now, $3 the digest that tells them. */
export const intoDigest = (scope: string): string => `
  with told as (
    update notification_deliveries d set status = 'digested', digest_id = $3, planned_at = $2, next_attempt_at = null,
      finished_at = $2
    where d.id = any($1) and ${scope} returning 1
  ) select count(*) from told`;

/** $1 digest. */
export const digestGroups = (scope: string): string => `
  select (d.data #>> '{alarm,location_id}')::integer as location_id, d.data #>> '{alarm,location_name}' as location_name,
         d.data #>> '{alarm,merchant_name}' as merchant_name, d.data #>> '{alarm,type}' as type, d.event, d.severity,
         d.data #>> '{alarm,time_zone}' as time_zone,
         count(*)::integer as n, min(d.occurred_at) as "from", max(d.occurred_at) as "to"
  from notification_deliveries d where d.digest_id = $1 and ${scope}
  group by 1, 2, 3, 4, 5, 6, 7 order by 2, 4, 5, 6, 7`;

/** $1 digest, $2 what it says. */
export const writeDigest = (scope: string): string => `
  with written as (
    update notification_deliveries g set data = $2::jsonb, lanes = (
        select case when count(*) > ${MAX_LANES} then array['${EVERY_LANE}'] else array_agg(lane) end
        from (select distinct d.lane from notification_deliveries d where d.digest_id = $1) told)
    where g.id = $1 and ${scope} returning 1
  ) select count(*) from written`;

/** $1 channel, $2 when the window began, $3 what has gone out in it. */
export const keepWindow = (scope: string): string => `
  with kept as (
    update notification_channels c set window_started_at = $2, window_sent = $3 where c.id = $1 and ${scope} returning 1
  ) select count(*) from kept`;

/** $1 channel, $2 now. Nothing that has not gone out is told any more. */
export const cancelWaiting = (scope: string): string => `
  with canceled as (
    update notification_deliveries d set status = 'canceled', finished_at = $2, next_attempt_at = null
    where d.channel_id = $1 and d.status in ('new', 'held', 'pending') and d.event <> 'channel.test' and ${scope} returning 1
  ) select count(*)::integer as n from canceled`;

/** $1 channel. Rows that refer to it may be written meanwhile. */
export const lockHealth = (scope: string): string => `
  select c.id, c.name, c.merchant_id as "merchantId", c.active, c.failures, c.failing_since as "failingSince",
         c.last_failed_at as "lastFailedAt"
  from notification_channels c where c.id = $1 and ${scope} for no key update of c`;

/** $1 channel, $2 failures, $3 since when, $4 the last. Nobody's edit is stale for it. */
export const keepHealth = (scope: string): string => `
  with kept as (
    update notification_channels c set failures = $2, failing_since = $3, last_failed_at = $4
    where c.id = $1 and ${scope} returning 1
  ) select count(*) from kept`;

/** $1 channel, $2 now, $3 why, $4 the last error. What waits stays. */
export const switchOff = (scope: string): string => `
  with off as (
    update notification_channels c set active = false, switched_off_at = $2, switched_off_reason = $3,
      switched_off_error = $4, updated_at = now(), version = c.version + 1
    where c.id = $1 and ${scope} returning 1
  ) select count(*) from off`;

/** $1 channel, $2 now, $3 when it is given up. What has not been tried yet keeps its time: a digest may not be due. */
export const resumeWaiting = (scope: string): string => `
  with resumed as (
    update notification_deliveries d set attempts_before = d.attempts, give_up_at = greatest($3, d.give_up_at),
      next_attempt_at = case when d.attempts > d.attempts_before then $2 else d.next_attempt_at end
    where d.channel_id = $1 and d.status = 'pending' and d.event <> 'channel.test' and ${scope} returning 1
  ) select count(*) from resumed`;
