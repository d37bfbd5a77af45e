// The statements of the order ingest. Two API processes run them at once over the same merchants, so rows are written in
// one order everywhere: orders by key, then each rollup by its key; no two transactions can then wait for each other.
import { FLEET_DEFAULTS } from '../reports';
import { DRAW_FROM_BINS } from '../stock';

/**
 * $1: orders, $2: their lines with `n`, the place of the order. Orders, lines, day sums and what the cups take out of bins
 * in one statement. Money in a currency that is not the merchant's is counted as an order and not summed. A line counts at
 * most the order's total, so that one absurd price cannot spoil a day.
 */
const STORE = `
with fleet as materialized (${FLEET_DEFAULTS}),
input as materialized (
  select i.*, d.device_id is not null as known, d.lifecycle, d.merchant_id, d.location_id,
         coalesce(i.address, d.address) as place, coalesce(d.merchant_id, 0) as owner,
         (i.ordered_at at time zone coalesce(m.settings->>'timeZone', fleet.zone))::date as day,
         i.currency = coalesce(m.settings->>'currency', fleet.currency) as summed
  from jsonb_to_recordset($1::jsonb) as i(
         n integer, device_id text, order_id text, total_minor bigint, refunded_minor bigint, currency text,
         payment_method text, payment_status text, payment_txn_id text, fulfilment_status text, is_test boolean,
         is_exception boolean, exception_reason text, flags text[], address text, items_summary text, meta jsonb,
         device_ts timestamptz, ordered_at timestamptz, created_at timestamptz, fingerprint text, sold boolean)
  cross join fleet
  left join devices d on d.device_id = i.device_id
  left join merchants m on m.id = d.merchant_id
),
stored as (
  insert into orders (order_id, device_id, merchant_id, location_id, total_minor, refunded_minor, currency,
    payment_method, payment_status, payment_txn_id, fulfilment_status, is_test, is_exception, exception_reason, flags,
    address, items_summary, meta, device_ts, ordered_at, judge_at, fingerprint, created_at, updated_at)
  select order_id, device_id, merchant_id, location_id, total_minor, refunded_minor, currency,
    payment_method, payment_status, payment_txn_id, fulfilment_status, is_test, is_exception, exception_reason, flags,
    place, items_summary, meta, device_ts, ordered_at,
    case when sold and fulfilment_status = 'failed' then created_at end, decode(fingerprint, 'hex'), created_at, created_at
  from input where known and lifecycle <> 'suspended'
  order by device_id, order_id
  on conflict (device_id, order_id) do nothing
  returning id, device_id, order_id
),
fresh as materialized (
  select s.id, i.n, i.owner, i.day, i.device_id, i.ordered_at, i.total_minor, i.sold, i.summed,
         case when i.summed then i.total_minor else 0 end as sales,
         case when i.summed then i.refunded_minor else 0 end as refunded
  from stored s join input i using (device_id, order_id)
),
lines as materialized (
  select f.id, f.device_id, f.owner, f.day, f.ordered_at, f.sold, f.summed, f.total_minor, l.*
  from jsonb_to_recordset($2::jsonb) as l(
         n integer, line integer, product_id text, name text, qty integer, unit_price_minor bigint, options jsonb)
  join fresh f using (n)
),
items as (
  insert into order_items (order_id, line, product_id, name, qty, unit_price_minor, options)
  select id, line, product_id, name, qty, unit_price_minor, options from lines
),
by_merchant as (
  insert into merchant_days as held (merchant_id, day, orders, sales_minor, refunded_minor)
  select owner, day, count(*), sum(sales), sum(refunded) from fresh where sold group by 1, 2 order by 1, 2
  on conflict (merchant_id, day) do update set orders = held.orders + excluded.orders,
    sales_minor = held.sales_minor + excluded.sales_minor,
    refunded_minor = held.refunded_minor + excluded.refunded_minor
),
by_device as (
  insert into device_days as held (device_id, day, merchant_id, orders, sales_minor, refunded_minor)
  select device_id, day, owner, count(*), sum(sales), sum(refunded) from fresh where sold group by 1, 2, 3 order by 1, 2, 3
  on conflict (device_id, day, merchant_id) do update set orders = held.orders + excluded.orders,
    sales_minor = held.sales_minor + excluded.sales_minor,
    refunded_minor = held.refunded_minor + excluded.refunded_minor
),
by_product as (
  insert into product_days as held (merchant_id, day, product_id, name, qty, sales_minor)
  select owner, day, product_id, max(name), sum(qty),
         coalesce(sum(least(qty * unit_price_minor, total_minor)) filter (where summed), 0)
  from lines where sold group by 1, 2, 3 order by 1, 2, 3
  on conflict (merchant_id, day, product_id) do update set name = excluded.name, qty = held.qty + excluded.qty,
    sales_minor = held.sales_minor + excluded.sales_minor
),${DRAW_FROM_BINS}
select i.n, i.known, i.lifecycle, i.merchant_id, f.id as new_id, o.id as old_id,
       o.fingerprint = decode(i.fingerprint, 'hex') as same
from input i
left join fresh f using (n)
left join orders o on o.device_id = i.device_id and o.order_id = i.order_id
order by i.n`;

/** $1: device ids, $2: order ids, $3: fingerprints. For orders that another process stored while ours was being written. */
const LOOK_AGAIN = `
select o.id, o.fingerprint = decode(i.fingerprint, 'hex') as same
from unnest($1::text[], $2::text[], $3::text[]) with ordinality as i(device_id, order_id, fingerprint, n)
join orders o on o.device_id = i.device_id and o.order_id = i.order_id
order by i.n`;

/** $1: order keys, $2: what was reported instead, as JSON with its time and \`fingerprint\`. The same contradiction is kept once. */
const KEEP_CONFLICTS = `
with input as (
  select i.id, i.report, i.reported_at from unnest($1::bigint[], $2::jsonb[], $3::timestamptz[]) as i(id, report, reported_at)
),
held as materialized (select id from orders where id = any($1) order by id for update),
kept as (
  insert into order_events (order_id, event, source, detail, data, reported_at)
  select i.id, 'conflicting_report', 'device', 'Reported again with other money or items', i.report, i.reported_at
  from input i join held using (id)
  where not exists (select 1 from order_events e where e.order_id = i.id and e.event = 'conflicting_report'
                      and e.data->>'fingerprint' = i.report->>'fingerprint')
)
update orders o set is_exception = true, exception_reason = coalesce(o.exception_reason, 'conflicting_report'),
  flags = case when 'conflicting_report' = any(o.flags) then o.flags else o.flags || 'conflicting_report'::text end,
  updated_at = now()
from held where o.id = held.id
returning o.id, o.order_id, o.device_id, o.merchant_id, o.payment_status, o.fulfilment_status`;

/**
 * $1 device, $2 order, $3 the state told, $4 from which states it may come, $5 reason, $6 the machine's time. The fact is
 * kept in any case, once; the state moves when it may. A failed cup waits for its merchant's policy; one that was made
 * although its money went back is for people.
 */
const MOVE = `
with device as (select device_id, lifecycle, merchant_id from devices where device_id = $1),
target as materialized (
  select o.id, o.fulfilment_status as was from orders o join device d using (device_id)
  where o.order_id = $2 and d.lifecycle <> 'suspended' for update of o
),
moved as (
  update orders o set fulfilment_status = $3, updated_at = now(),
    failure_reason = case when $3 = 'failed' then $5 else o.failure_reason end,
    judge_at = case when $3 = 'failed' then now() when $3 = 'completed' then null else o.judge_at end,
    is_exception = o.is_exception or ($3 = 'completed' and o.refunded_minor + o.open_refund_minor > 0),
    exception_reason = case when $3 = 'completed' and o.refunded_minor + o.open_refund_minor > 0
      then coalesce(o.exception_reason, 'completed_after_refund') else o.exception_reason end
  from target t where o.id = t.id and t.was = any($4::text[])
  returning o.id
),
kept as (
  insert into order_events (order_id, event, source, detail, data, reported_at)
  select t.id, $3, 'device', $5, jsonb_build_object('applied', t.was = any($4::text[])), $6 from target t
  where not exists (select 1 from order_events e where e.order_id = t.id and e.event = $3 and e.reported_at = $6)
)
select d.lifecycle, d.merchant_id, o.id, o.payment_status, m.id is not null as moved,
       case when m.id is not null then $3 else t.was end as fulfilment_status
from device d left join target t on true left join orders o on o.id = t.id left join moved m on m.id = t.id`;

export const INGEST = {
  store: { name: 'orders_store', text: STORE },
  lookAgain: { name: 'orders_look_again', text: LOOK_AGAIN },
  keepConflicts: { name: 'orders_keep_conflicts', text: KEEP_CONFLICTS },
  move: { name: 'orders_move', text: MOVE },
} as const;
