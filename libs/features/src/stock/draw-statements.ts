// What orders take out of bins, as parts of the order ingest's one statement: a retry that stores no order draws nothing,
// and a process that dies leaves neither. Bins are locked in the order of their key, before the hours that hang on them,
// so that no two transactions wait for each other. Nothing is joined that is not found by a key: PostgreSQL takes a batch
// for one row, and would look at each pair of a large one. What was before is worked out from what is now: with a trigger on
// the table, RETURNING gives an `old` that a transaction in between has overtaken.

/**
 * CTEs after `lines` (id, device_id, owner, sold, summed, total_minor, product_id, qty, unit_price_minor, ordered_at). The
 * recipe in force is the one that the machine has installed, else the published one of that product. A material that lies in
 * several bins comes from the one that the recipe names, else from the first that is not empty.
 */
export const DRAW_FROM_BINS = `
cups as (
  select l.id, l.device_id, l.ordered_at, l.qty, a.material_id, a.bin_index, a.amount,
         case when l.sold and l.summed then least(l.qty * l.unit_price_minor, l.total_minor) else 0 end as sales
  from lines l
  cross join lateral (select case when l.product_id ~ '^[1-9][0-9]{0,8}$' then l.product_id::integer end as id offset 0) p
  cross join lateral (select coalesce(
    (select k.recipe_id from device_packages i join package_recipes k on k.package_id = i.installed_package_id
     where i.device_id = l.device_id and i.package_type = 'recipes' and k.product_id = p.id),
    (select r.id from recipes r where r.product_id = p.id and r.status = 'published'
       and (r.merchant_id is null or r.merchant_id = l.owner) order by r.revision desc limit 1)) as recipe_id offset 0) f
  join recipe_amounts a on a.recipe_id = f.recipe_id
),
draws as materialized (
  select c.id, c.device_id, b.bin_index, b.material_id, c.ordered_at, sum(c.qty * c.amount) as amount, sum(c.qty) as cups,
         sum(c.sales) as sales
  from cups c cross join lateral (
    select b.bin_index, b.material_id from device_bins b
    where b.device_id = c.device_id and c.material_id in (b.material_id, b.reported_material_id)
    order by b.bin_index is distinct from c.bin_index, b.remaining <= 0, b.bin_index limit 1
  ) b
  where b.material_id is not null
  group by 1, 2, 3, 4, 5
),
locked as materialized (
  select g.* from (
    select device_id, bin_index, material_id, sum(amount) as amount, array_agg(id order by id) as orders,
           array_agg(amount order by id) as amounts, array_agg(ordered_at order by id) as times,
           array_agg(upto order by id) as sums
    from (select *, sum(amount) over (partition by device_id, bin_index order by id) as upto from draws) d
    group by 1, 2, 3
  ) g
  join device_bins b on b.device_id = g.device_id and b.bin_index = g.bin_index
  order by b.device_id, b.bin_index for update of b
),
drawn as (
  update device_bins b set remaining = b.remaining - l.amount, movements = b.movements + cardinality(l.orders)
  from locked l where b.device_id = l.device_id and b.bin_index = l.bin_index
  returning l.*, b.movements - cardinality(l.orders) as was_movements, b.remaining + l.amount as was
),
drawn_lines as (
  insert into stock_movements (device_id, bin_index, seq, type, cause, material_id, amount, balance, order_id, occurred_at)
  select n.device_id, n.bin_index, n.was_movements + o.nth, 'consume', 'order', n.material_id, -o.amount, n.was - o.upto, o.id,
         o.at
  from drawn n cross join lateral unnest(n.orders, n.amounts, n.times, n.sums) with ordinality as o(id, amount, at, upto, nth)
),
used as (
  insert into bin_hours as held (device_id, bin_index, material_id, hour, amount, cups, sales_minor)
  select device_id, bin_index, material_id, date_trunc('hour', ordered_at, 'UTC'), sum(amount), sum(cups), sum(sales)
  from draws where (select count(*) from drawn) > 0 group by 1, 2, 3, 4 order by 1, 2, 3, 4
  on conflict (device_id, bin_index, material_id, hour) do update set amount = held.amount + excluded.amount,
    cups = held.cups + excluded.cups, sales_minor = held.sales_minor + excluded.sales_minor
)`;
