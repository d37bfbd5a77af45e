import {
  AlarmEntity,
  CommandEntity,
  DeviceBinEntity,
  DeviceEntity,
  MerchantDayEntity,
  MerchantEntity,
} from '@coffee/data/entities';
import type { Scope } from '@coffee/data/tenant-db';
import { SPAN_SQL } from './dashboard-span';

const TOP = 10;

/** What lies within reach: merchants with their own today (0: machines that nobody owns), machines, low bins. */
const reachSql = (scope: Scope): string => `owners as materialized (
  select m.id as merchant_id, ($1::timestamptz at time zone coalesce(m.settings->>'timeZone', span.zone))::date as today,
         coalesce(m.settings->>'currency', span.currency) = span.currency as summed
  from merchants m, span where ${scope(MerchantEntity, 'm')}
  union all
  select nobody.merchant_id, span.today, true from (select 0 as merchant_id) nobody, span
  where ${scope(MerchantDayEntity, 'nobody')}
),
machines as (
  select d.status, count(*)::integer as n from devices d
  where d.lifecycle <> 'retired' and ${scope(DeviceEntity, 'd')} group by d.status
),
low as (
  -- The index of low bins alone, less the few of machines that are history: no walk over all machines.
  select count(*)::integer as n from device_bins b
  where b.is_low and b.device_id not in (select device_id from devices where lifecycle = 'retired')
    and ${scope(DeviceBinEntity, 'b')}
),
alarmed as (
  select count(*)::integer as n from alarms a
  where a.status <> 'closed' and a.parent_id is null and ${scope(AlarmEntity, 'a')}
),
waiting as (
  select count(*)::integer as n from commands c
  where c.status in ('pending', 'queued', 'sent', 'acknowledged') and ${scope(CommandEntity, 'c')}
),`;

/** Day sums of those merchants, and the answer. */
const SUMS = `lately as (
  select coalesce(sum(r.orders) filter (where r.day = o.today), 0) as orders_today,
         coalesce(sum(r.sales_minor - r.refunded_minor) filter (where r.day = o.today and o.summed), 0) as sales_today,
         coalesce(sum(r.refunded_minor) filter (where r.day = o.today and o.summed), 0) as refunds_today,
         coalesce(sum(r.sales_minor - r.refunded_minor) filter (where o.summed), 0) as sales_week
  from owners o join merchant_days r on r.merchant_id = o.merchant_id and r.day > o.today - 7 and r.day <= o.today
),
money as (
  select r.day, sum(r.orders) as orders,
         coalesce(sum(r.sales_minor - r.refunded_minor) filter (where o.summed), 0) as sales
  from owners o, span, merchant_days r
  where r.merchant_id = o.merchant_id and r.day between span.first_day and span.last_day group by r.day
),
presence as (
  select r.day, sum(r.online_seconds) / nullif(sum(r.measured_seconds), 0) as rate
  from owners o, span, availability_days r
  where r.merchant_id = o.merchant_id and r.day between span.first_day and span.last_day group by r.day
),
trend as (
  select json_agg(json_build_object('day', to_char(d, 'YYYY-MM-DD'), 'orders', coalesce(money.orders, 0),
           'sales', coalesce(money.sales, 0), 'rate', presence.rate) order by d) as days
  from span cross join lateral generate_series(span.first_day::timestamp, span.last_day::timestamp, interval '1 day') d
  left join money on money.day = d::date left join presence on presence.day = d::date
),
products as (
  select r.product_id, max(r.name) as name, sum(r.qty) as qty,
         coalesce(sum(r.sales_minor) filter (where o.summed), 0) as sales
  from owners o, span, product_days r
  where r.merchant_id = o.merchant_id and r.day between span.first_day and span.last_day
  group by r.product_id order by qty desc, sales desc, r.product_id limit ${TOP}
),
sellers as (
  select r.device_id, sum(r.orders) as orders,
         coalesce(sum(r.sales_minor - r.refunded_minor) filter (where o.summed), 0) as sales
  from owners o, span, device_days r
  where r.merchant_id = o.merchant_id and r.day between span.first_day and span.last_day
  group by r.device_id order by sales desc, orders desc, r.device_id limit ${TOP}
)
select span.zone, span.currency, (select count(*)::integer from owners) as owners,
       (select coalesce(json_object_agg(status, n), '{}') from machines) as machines, low.n as low, alarmed.n as alarms_open, waiting.n as pending_commands,
       row_to_json(lately) as lately, trend.days,
       (select coalesce(json_agg(products), '[]') from products) as products,
       (select coalesce(json_agg(json_build_object('device_id', s.device_id, 'alias', d.alias, 'orders', s.orders,
                                                   'sales', s.sales)
                                 order by s.sales desc, s.orders desc, s.device_id), '[]')
        from sellers s left join devices d on d.device_id = s.device_id) as sellers
from span, low, alarmed, waiting, lately, trend`;

/** $1: now, $2 and $3: ends of the trends or null, $4: the merchant or null for all. */
export const summarySql = (scope: Scope): string => [SPAN_SQL, reachSql(scope), SUMS].join('\n');
