// Orders of the demo: first who bought when, then what, then both into the tables that the product reads. The day sums
// are left to `RollupsService`, which makes them from these rows.

/** $1 seed, $2 days, $3 orders a day and machine, $4 the day's rhythm as JSON: [{hour, low, high}]. */
export const SALES = `
  create temporary table demo_sale on commit drop as
  select nextval(pg_get_serial_sequence('orders', 'id')) as id, made.*, pg_temp.dice(made.key || '/fate') as fate
  from (
    select d.device_id, d.merchant_id, d.location_id, d.address, k.key, moment.at
    from devices d join locations l on l.id = d.location_id
    cross join generate_series(0, $2::integer) ago
    cross join lateral (select (now() at time zone l.time_zone)::date - ago as day) local
    cross join lateral (
      select round($3::double precision * (0.6 + 0.8 * pg_temp.dice($1 || d.device_id))
        * (0.8 + 0.4 * pg_temp.dice($1 || d.device_id || local.day))
        * case when extract(isodow from local.day) > 5 then 0.6 else 1.1 end)::integer as n
    ) sold
    cross join lateral generate_series(1, sold.n) nth
    cross join lateral (select $1 || '/' || d.device_id || '/' || local.day || '/' || nth as key) k
    cross join lateral (select pg_temp.dice(k.key || '/hour') as d) h
    join jsonb_to_recordset($4::jsonb) as rhythm(hour integer, low double precision, high double precision)
      on h.d >= rhythm.low and h.d < rhythm.high
    cross join lateral (
      select (local.day + make_interval(hours => rhythm.hour, secs => 3600 * pg_temp.dice(k.key || '/second')))
        at time zone l.time_zone as at
    ) moment
    where moment.at < now() - interval '3 minutes' and moment.at > d.created_at
    order by moment.at
  ) made`;

/** $1 drinks as JSON: [{product_id, name, price, low, high}]. Sometimes a second drink, sometimes two of one. */
export const CUPS = `
  create temporary table demo_cup on commit drop as
  select distinct on (s.id, drink.product_id) s.id, cup.line, drink.product_id, drink.name, drink.price,
    case when pg_temp.dice(s.key || '/qty' || cup.line) < 0.1 then 2 else 1 end as qty,
    jsonb_build_object(
      'size', (array['medium', 'medium', 'medium', 'large', 'small'])[1 + floor(5 * pg_temp.dice(s.key || '/size' || cup.line))],
      'sugar', (array['none', 'none', 'none', 'less', 'normal'])[1 + floor(5 * pg_temp.dice(s.key || '/sugar' || cup.line))]
    ) as options
  from demo_sale s
  cross join lateral (
    select 1 as line union all select 2 where pg_temp.dice(s.key || '/another') < 0.12
  ) cup
  cross join lateral (select pg_temp.dice(s.key || '/drink' || cup.line) as d) wish
  join jsonb_to_recordset($1::jsonb)
    as drink(product_id text, name text, price bigint, low double precision, high double precision)
    on wish.d >= drink.low and wish.d < drink.high
  order by s.id, drink.product_id, cup.line`;

/** $1 ways to pay as JSON: [{method, low, high}]. Few go wrong: a test, an unpaid cup, a failed brew with or without a refund. */
export const ORDERS = `
  insert into orders (id, order_id, device_id, merchant_id, location_id, total_minor, refunded_minor, currency,
    payment_method, payment_status, payment_txn_id, fulfilment_status, failure_reason, is_test, is_exception,
    exception_reason, address, items_summary, device_ts, ordered_at, fingerprint, created_at, updated_at)
  select s.id, n.order_id, s.device_id, s.merchant_id, s.location_id, c.total,
    case when f.refunded then c.total else 0 end, 'CNY',
    case when f.test then 'test' else pay.method end,
    case when f.unpaid then (array['unpaid', 'failed', 'canceled'])[1 + s.id % 3] when f.refunded then 'refunded' else 'paid' end,
    case when not f.test and not f.unpaid then pay.method || '_' || n.order_id end,
    case when f.unpaid then 'unknown' when f.failed then 'failed' else 'completed' end,
    case when f.failed then 'Brewing unit did not reach its pressure' end,
    f.test, f.failed and not f.refunded, case when f.failed and not f.refunded then 'Failed brew, not refunded yet' end,
    s.address, c.summary, s.at, s.at, sha256(convert_to(s.key, 'UTF8')), s.at + interval '2 seconds', s.at + interval '2 minutes'
  from demo_sale s
  join (
    select id, sum(qty * price) as total,
      string_agg(name || case when qty > 1 then ' x ' || qty else '' end, ', ' order by line) as summary
    from demo_cup group by id
  ) c using (id)
  cross join lateral (
    select s.device_id || '-' || floor(extract(epoch from s.at))::bigint || '-' || substr(md5(s.key), 1, 6) as order_id
  ) n
  cross join lateral (
    select s.fate < 0.005 as test, s.fate >= 0.005 and s.fate < 0.015 as unpaid,
      s.fate >= 0.015 and s.fate < 0.03 as failed, s.fate >= 0.015 and s.fate < 0.026 as refunded
  ) f
  cross join lateral (select pg_temp.dice(s.key || '/method') as d) purse
  join jsonb_to_recordset($1::jsonb) as pay(method text, low double precision, high double precision)
    on purse.d >= pay.low and purse.d < pay.high
  order by s.id`;

export const ITEMS = `
  insert into order_items (order_id, line, product_id, name, qty, unit_price_minor, options)
  select id, row_number() over (partition by id order by line), product_id, name, qty, price, options
  from demo_cup order by id, line`;
