// The demo's ledger: what the cups of the last weeks took out of the bins, put back every night, so that levels are what
// their movements add up to. Runs after the sales, over their temporary tables.

export const DRAWS = `
  create temporary table demo_draw on commit drop as
  select s.id, s.device_id, b.bin_index, b.material_id, s.at, sum(c.qty * a.amount) as amount, sum(c.qty) as cups,
    sum(case when o.payment_status in ('paid', 'refunded') and not o.is_test then c.qty * c.price else 0 end) as sales
  from demo_sale s
  join demo_cup c using (id)
  join orders o on o.id = s.id
  join recipes r on r.product_id::text = c.product_id
  join recipe_amounts a on a.recipe_id = r.id
  join device_bins b on b.device_id = s.device_id and b.material_id = a.material_id
  where s.at > now() - interval '28 days'
  group by s.id, s.device_id, b.bin_index, b.material_id, s.at`;

export const BIN_HOURS = `
  insert into bin_hours (device_id, bin_index, material_id, hour, amount, cups, sales_minor)
  select device_id, bin_index, material_id, date_trunc('hour', at, 'UTC'), sum(amount), sum(cups), sum(sales)
  from demo_draw group by 1, 2, 3, 4`;

/** $1 seed. A week of movements; now and then a machine found a little less than the ledger. */
export const MOVEMENTS = `
  with since as (select date_trunc('day', now(), 'UTC') - interval '6 days' as at),
  days as (
    select d.device_id, d.bin_index, d.material_id, date_trunc('day', d.at, 'UTC') as day, sum(d.amount) as amount
    from demo_draw d, since where d.at >= since.at group by 1, 2, 3, 4
  ), odd as (
    select b.device_id, b.bin_index, b.material_id, since.at + make_interval(hours => 30 + n) as at,
      -round((2 + 10 * pg_temp.dice(k.key || '/of'))::numeric) as amount
    from since cross join device_bins b cross join generate_series(0, 90, 30) n
    cross join lateral (select $1 || '/odd/' || b.device_id || '/' || b.bin_index || '/' || n as key) k
    where pg_temp.dice(k.key) < 0.06 and since.at + make_interval(hours => 30 + n) < now()
  ), lines as (
    select b.device_id, b.bin_index, b.material_id, since.at, 0 as place, 'report' as type, 'report' as cause,
      greatest(b.remaining, 30 + coalesce((select max(d.amount) from days d
        where d.device_id = b.device_id and d.bin_index = b.bin_index), 0)) as amount,
      null::bigint as order_id, null as actor, false as is_odd
    from device_bins b, since
    union all select device_id, bin_index, material_id, day + interval '1 day', 1, 'refill', 'person', amount, null, 'Demo technician', false
      from days where day < date_trunc('day', now(), 'UTC')
    union all select d.device_id, d.bin_index, d.material_id, d.at, 2, 'consume', 'order', -d.amount, d.id, null, false
      from demo_draw d, since where d.at >= since.at
    union all select device_id, bin_index, material_id, at, 3, 'report', 'report', amount, null, null, true from odd
  ), numbered as (
    select l.*, row_number() over turn as seq, sum(amount) over turn as balance
    from lines l window turn as (partition by device_id, bin_index order by at, place, order_id)
  )
  insert into stock_movements (device_id, bin_index, seq, type, cause, material_id, amount, balance, expected, order_id, actor,
    occurred_at, recorded_at)
  select device_id, bin_index, seq, type, cause, material_id, amount, balance,
    case when is_odd then balance - amount end, order_id, actor, at, at
  from numbered order by device_id, bin_index, seq`;

export const LEVELS = `
  update device_bins b set remaining = l.remaining, movements = l.movements, reported_remaining = l.remaining
  from (select device_id, bin_index, sum(amount) as remaining, count(*) as movements from stock_movements group by 1, 2) l
  where l.device_id = b.device_id and l.bin_index = b.bin_index`;
