// SQL that moves deliveries on their way out. Waiting times are by the server's clock ($ now); a lease is by the database's, so
// that the clocks of the workers do not matter to who holds what.

/** Of a digest that tells of very many: it waits for all that is earlier, and all that is later waits for it. */
export const EVERY_LANE = '*';

/**
 * Nothing that the channel planned earlier about the same machine is still on its way. Every wait is for an earlier place, so
 * that no two can wait for each other.
 */
const nothingBefore = (which = 'true'): string => `not exists (
    select 1 from notification_deliveries e
    where e.channel_id = d.channel_id and e.status = 'pending' and e.position < d.position and ${which}
      and (e.lanes && d.lanes or d.lanes <> '{}' and '${EVERY_LANE}' = any(e.lanes)
        or e.lanes <> '{}' and '${EVERY_LANE}' = any(d.lanes)))`;
const IS_DUE = (now: string): string => `d.status = 'pending' and d.next_attempt_at <= ${now}
    and (d.lease_until is null or d.lease_until <= now()) and (c.active or d.event = 'channel.test')`;

/** A receiver that hangs must not take every hand of the workers. */
const AT_ONCE = 4;
const IN_HAND = `select channel_id, count(*) as n from notification_deliveries
    where status = 'pending' and lease_until > now() group by channel_id`;

/**
 * $1 now, $2 how many. Each channel's first, then each one's second: none stands before all of another's. Only the first of a
 * machine's words is looked at, however many wait behind it; then only a digest can stand before it.
 */
export const findDue = (scope: string): string => `
  with heads as materialized (
    select distinct on (channel_id, lane, alone) id from (
      select id, channel_id, lane, position, case when lane = '' then id end as alone
      from notification_deliveries where status = 'pending'
    ) waiting order by channel_id, lane, alone, position
  ), in_hand as materialized (${IN_HAND})
  select id, attempt from (
    select d.id::text as id, d.attempts as attempt, d.position,
           row_number() over (partition by d.channel_id order by d.position) as turn
    from heads join notification_deliveries d on d.id = heads.id
    join notification_channels c on c.id = d.channel_id
    left join in_hand i on i.channel_id = d.channel_id
    where ${IS_DUE('$1')} and coalesce(i.n, 0) < ${AT_ONCE} and ${scope}
      and ${nothingBefore(`e.lane = ''`)} and (d.lane <> '' or ${nothingBefore()})
  ) due order by turn, position limit $2`;

/** $1 delivery, $2 now, $3 lease in seconds. */
export const claim = (scope: string): string => `
  with claimed as (
    update notification_deliveries d set attempts = d.attempts + 1, lease_until = now() + make_interval(secs => $3)
    from notification_channels c
    where d.id = $1 and c.id = d.channel_id and ${IS_DUE('$2')} and ${nothingBefore()} and ${scope}
      and coalesce((select n from (${IN_HAND}) i where i.channel_id = d.channel_id), 0) < ${AT_ONCE}
    returning d.id, d.message_id, d.channel_id, d.merchant_id, d.event, d.data, d.attempts, d.attempts_before, d.give_up_at,
      d.occurred_at, c.type, c.target, c.language, c.secret, c.old_secret, c.old_secret_until, c.failures
  )
  select id, message_id as "messageId", channel_id as "channelId", merchant_id as "merchantId", event, data, attempts,
         attempts_before as "attemptsBefore", give_up_at as "giveUpAt", occurred_at as "occurredAt", type, target, language,
         secret, old_secret as "oldSecret", old_secret_until as "oldSecretUntil", failures > 0 as "isFailing"
  from claimed`;

const TRIED = `tried as (
    insert into notification_attempts (delivery_id, channel_id, merchant_id, attempt, at, duration_ms, ok, status_code, error_code, error)
    select id, channel_id, merchant_id, attempts, $3, $4, $5, $6, $7, $8 from moved
  )`;

/**
 * $1 delivery, $2 fence, $3 when it began, $4 milliseconds, $5 ok, $6 status, $7 and $8 error, $9 now. What else the channel
 * has failed to tell is tried at once: the receiver is back. A channel turned off meanwhile has told it all the same.
 */
export const delivered = (scope: string): string => `
  with moved as (
    update notification_deliveries d set status = 'delivered', finished_at = $9, next_attempt_at = null, lease_until = null,
      status_code = $6, error_code = $7, error = $8
    where d.id = $1 and d.attempts = $2 and d.status in ('pending', 'canceled') and ${scope}
    returning d.id, d.channel_id, d.merchant_id, d.attempts
  ), ${TRIED}, hurried as (
    update notification_deliveries w set next_attempt_at = $9
    from moved m where w.channel_id = m.channel_id and w.status = 'pending' and w.id <> m.id
      and w.attempts > w.attempts_before and w.next_attempt_at > $9
      and (w.lease_until is null or w.lease_until <= now())
  )
  select id from moved`;

/** The same values, $9 the next attempt or null, $10 when it was given up or null. */
export const notDelivered = (scope: string): string => `
  with moved as (
    update notification_deliveries d set status = case when $9::timestamptz is null then 'failed' else 'pending' end,
      next_attempt_at = $9, finished_at = $10, lease_until = null, status_code = $6, error_code = $7, error = $8
    where d.id = $1 and d.attempts = $2 and d.status = 'pending' and ${scope}
    returning d.id, d.channel_id, d.merchant_id, d.attempts
  ), ${TRIED}
  select id from moved`;

/** $1 delivery. What it kept waiting, of which each is due when its own time has come. */
export const nextInLanes = (scope: string): string => `
  select n.id::text as id, n.attempts as attempt from notification_deliveries d
  join notification_deliveries n on n.channel_id = d.channel_id and n.status = 'pending' and n.position > d.position
    and n.lanes && d.lanes
  where d.id = $1 and n.next_attempt_at <= $2 and ${scope} order by n.position limit 1`;

/** $1 before this, $2 how many. */
export const forget = (scope: string): string => `
  with gone as (
    delete from notification_deliveries d where d.id in (
      select x.id from notification_deliveries x where x.finished_at < $1 order by x.finished_at limit $2
    ) and ${scope} returning 1
  ) select count(*)::integer as n from gone`;
