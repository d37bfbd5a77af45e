// Hours of sales written from the orders themselves, and the days that they make.
import { DeviceHourEntity, MerchantHourEntity, OrderEntity, OutcomeDayEntity } from '@coffee/data/entities';
import type { Scope } from '@coffee/data/tenant-db';
import { FLEET_DEFAULTS } from '../reports';
import { HISTORY_DAYS } from './week-profile';

/** An order is visible only after its transaction; one that takes longer than this is found by `rebuild`. */
const OVERLAP = `interval '5 minutes'`;
/** A week more than profiles look back. */
export const KEPT = `interval '${HISTORY_DAYS + 7} days'`;
/** As far back as hours are rebuilt. */
export const REBUILT_DAYS = 400;
const HISTORY = `interval '${REBUILT_DAYS} days'`;

const ZONE = `coalesce(m.settings->>'timeZone', f.zone)`;
const CURRENCY = `coalesce(m.settings->>'currency', f.currency)`;

/** Orders that were no test, with the hour they fall into. $1: paid statuses. */
export const asked = (where: string, scope: string): string => `
  select o.device_id, date_trunc('hour', o.ordered_at, 'UTC') as utc_hour, coalesce(o.merchant_id, 0) as owner,
         (o.ordered_at at time zone ${ZONE})::date as day,
         extract(hour from o.ordered_at at time zone ${ZONE})::smallint as hour,
         o.payment_status = any($1) as is_paid, o.payment_status in ('failed', 'canceled') as is_declined, o.fulfilment_status,
         case when o.currency = ${CURRENCY} and o.payment_status = any($1) then o.total_minor else 0 end as minor
  from orders o cross join (${FLEET_DEFAULTS}) f left join merchants m on m.id = o.merchant_id
  where not o.is_test and ${where} and ${scope}`;

/** Columns of a machine's hour and of a merchant's, and their sums over `asked` as `s`. */
const SOLD = 'orders, sales_minor';
const SOLD_SUMS = `(count(*) filter (where s.is_paid))::integer as orders, coalesce(sum(s.minor), 0) as sales_minor`;
const OUTCOMES = 'made, failed, unheard, declined';
const ended = (status: string, name: string): string =>
  `(count(*) filter (where s.is_paid and s.fulfilment_status = '${status}'))::integer as ${name}`;
const OUTCOME_SUMS = `${ended('completed', 'made')}, ${ended('failed', 'failed')}, ${ended('unknown', 'unheard')},
  (count(*) filter (where s.is_declined))::integer as declined`;
const SAME = (one: string, other: string): string =>
  `(${[one, other].map((alias) => `${SOLD}, ${OUTCOMES}`.replaceAll(/\w+/g, (column) => `${alias}.${column}`)).join(') is not distinct from (')})`;
const anew = (columns: string): string =>
  columns
    .split(', ')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ');

/** $1 paid statuses, $2 since when. Whatever moved an order since counts: it may have been paid long after it was made. */
const FRESH = `o.updated_at > $2::timestamptz - ${OVERLAP}`;

export const deviceHoursSince = (scope: Scope): string => `
  with touched as materialized (
    select distinct o.device_id, date_trunc('hour', o.ordered_at, 'UTC') as hour from orders o
    where ${FRESH} and ${scope(OrderEntity, 'o')}
  ), sums as (
    select t.device_id, t.hour, ${SOLD_SUMS}
    from touched t cross join lateral (
      ${asked(`o.device_id = t.device_id and o.ordered_at >= t.hour and o.ordered_at < t.hour + interval '1 hour'`, 'true')}
    ) s group by 1, 2
  )
  insert into device_hours (device_id, hour, ${SOLD})
  select device_id, hour, ${SOLD} from sums where orders > 0 order by 1, 2
  on conflict (device_id, hour) do update set ${anew(SOLD)}`;

/** Answers the days that it touched. */
export const merchantHoursSince = (scope: Scope): string => `
  with touched as materialized (
    select distinct coalesce(o.merchant_id, 0) as owner, date_trunc('hour', o.ordered_at at time zone z.zone) as local, z.zone
    from orders o cross join (${FLEET_DEFAULTS}) f left join merchants m on m.id = o.merchant_id
    cross join lateral (select ${ZONE} as zone) z
    where ${FRESH} and ${scope(OrderEntity, 'o')}
  ), sums as (
    select t.owner, t.local, ${SOLD_SUMS}, ${OUTCOME_SUMS}
    from touched t cross join lateral (
      ${asked(
        `(o.merchant_id = t.owner or (t.owner = 0 and o.merchant_id is null))
         and o.ordered_at >= (t.local at time zone t.zone) - interval '1 hour'
         and o.ordered_at < (t.local at time zone t.zone) + interval '2 hours'
         and date_trunc('hour', o.ordered_at at time zone t.zone) = t.local`,
        'true',
      )}
    ) s group by 1, 2
  ), written as (
    insert into merchant_hours (merchant_id, day, hour, ${SOLD}, ${OUTCOMES})
    select owner, local::date, extract(hour from local)::smallint, ${SOLD}, ${OUTCOMES} from sums order by 1, 2, 3
    on conflict (merchant_id, day, hour) do update set ${anew(`${SOLD}, ${OUTCOMES}`)}
    returning merchant_id, day
  )
  select distinct merchant_id, day::text as day from written`;

const DAY_SUMS = `sum(h.orders), sum(h.made), sum(h.failed), sum(h.unheard), sum(h.declined)`;

/** $1 merchants, $2 days: each from its hours. */
export const outcomeDays = (scope: Scope): string => `
  insert into outcome_days (merchant_id, day, paid, ${OUTCOMES})
  select h.merchant_id, h.day, ${DAY_SUMS}
  from unnest($1::integer[], $2::date[]) as k(merchant_id, day) join merchant_hours h using (merchant_id, day)
  where ${scope(MerchantHourEntity, 'h')} group by 1, 2 order by 1, 2
  on conflict (merchant_id, day) do update set ${anew(`paid, ${OUTCOMES}`)}`;

/** $1 merchant or null. Of all that is written below, what is there. */
export const WIPES = [
  (scope: Scope): string =>
    `delete from merchant_hours h where ($1::integer is null or h.merchant_id = $1) and ${scope(MerchantHourEntity, 'h')}`,
  (scope: Scope): string =>
    `delete from outcome_days r where ($1::integer is null or r.merchant_id = $1) and ${scope(OutcomeDayEntity, 'r')}`,
  (scope: Scope): string => `
    delete from device_hours h using devices d
    where d.device_id = h.device_id and ($1::integer is null or coalesce(d.merchant_id, 0) = $1)
      and ${scope(DeviceHourEntity, 'h')}`,
] as const;

const OWNED = '($2::integer is null or coalesce(o.merchant_id, 0) = $2)';
/** A machine's hour is whole, whoever owned it when. */
const OF_MACHINES = `($2::integer is null or o.device_id in (
    select d.device_id from devices d where coalesce(d.merchant_id, 0) = $2))`;

/** $1 paid statuses, $2 merchant or null, $3 now. */
export const allMerchantHours = (scope: Scope): string => `
  insert into merchant_hours (merchant_id, day, hour, ${SOLD}, ${OUTCOMES})
  select owner, day, hour, ${SOLD_SUMS}, ${OUTCOME_SUMS}
  from (${asked(`${OWNED} and o.ordered_at > $3::timestamptz - ${HISTORY}`, scope(OrderEntity, 'o'))}) s
  group by 1, 2, 3`;

export const allDeviceHours = (scope: Scope): string => `
  insert into device_hours (device_id, hour, ${SOLD})
  select device_id, utc_hour, ${SOLD_SUMS}
  from (${asked(`${OF_MACHINES} and o.payment_status = any($1) and o.ordered_at > $3::timestamptz - ${KEPT}`, scope(OrderEntity, 'o'))}) s
  group by 1, 2 order by 1, 2
  on conflict (device_id, hour) do update set ${anew(SOLD)}`;

/** $1 merchant or null. */
export const allOutcomeDays = (scope: Scope): string => `
  insert into outcome_days (merchant_id, day, paid, ${OUTCOMES})
  select h.merchant_id, h.day, ${DAY_SUMS} from merchant_hours h
  where ($1::integer is null or h.merchant_id = $1) and ${scope(MerchantHourEntity, 'h')} group by 1, 2`;

/**
 * $1 paid statuses, $2 up to when the sweep has read, $3 how far back. Days whose hours are not what their orders say, or whose
 * sum is not that of its hours. A day of which an order has moved since is left to the sweep.
 */
export const wrongDays = (scope: Scope): string => `
  with moved as materialized (
    select distinct s.owner, s.day from (${asked(FRESH, scope(OrderEntity, 'o'))}) s
  ), told as (
    select s.owner as merchant_id, s.day, s.hour, ${SOLD_SUMS}, ${OUTCOME_SUMS}
    from (${asked(`o.ordered_at >= $2::timestamptz - $3::interval`, scope(OrderEntity, 'o'))}) s group by 1, 2, 3
  ), held as (
    select h.* from merchant_hours h where ${scope(MerchantHourEntity, 'h')}
  ), hours as (
    select coalesce(t.merchant_id, h.merchant_id) as merchant_id, coalesce(t.day, h.day) as day,
           coalesce(t.orders, 0) as orders, coalesce(h.orders, 0) as held_orders,
           ${SAME('t', 'h')} as same, h.made, h.failed, h.unheard, h.declined
    from told t full join held h on h.merchant_id = t.merchant_id and h.day = t.day and h.hour = t.hour
  ), days as (
    select merchant_id, day, sum(orders)::integer as expected, sum(held_orders)::integer as found, bool_and(same) as same,
           coalesce(sum(held_orders), 0) as paid, coalesce(sum(made), 0) as made, coalesce(sum(failed), 0) as failed,
           coalesce(sum(unheard), 0) as unheard, coalesce(sum(declined), 0) as declined
    from hours where day >= ($2::timestamptz - $3::interval)::date + 2 group by 1, 2
  )
  select d.merchant_id as "merchantId", d.day::text as day, d.expected, d.found
  from days d left join outcome_days r on r.merchant_id = d.merchant_id and r.day = d.day
  where (not d.same or (r.paid, r.made, r.failed, r.unheard, r.declined) is distinct from
                       (d.paid, d.made, d.failed, d.unheard, d.declined))
    and (d.merchant_id, d.day) not in (select owner, day from moved)
  order by 1, 2`;
