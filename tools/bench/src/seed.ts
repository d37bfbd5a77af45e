import type { Client } from 'pg';

const MERCHANTS = 20;
const BINS = 4;
const PRODUCTS = 12;
/** What a cup takes. */
const MATERIALS = 3;

/** Registered machines in touch, of 20 merchants; samples of telemetry fall due evenly over the next five minutes. */
export async function seedDevices(client: Client, devices: number): Promise<void> {
  await client.query(
    `insert into merchants (name, settings)
     select 'Merchant ' || n, '{}' from generate_series(1, $1::integer) n`,
    [MERCHANTS],
  );
  await client.query(
    `insert into devices (device_id, alias, model, status, activity, merchant_id, address, tags, created_at)
     select 'B-' || lpad(n::text, 6, '0'), 'Machine ' || n, (array['CoffeePro-A', 'CoffeePro-B'])[1 + n % 2],
            case when n % 10 = 7 then 'offline' else 'online' end, 'idle', 1 + n % $2::integer,
            n || ' Harbour Street', array['floor-' || n % 5], now() - n * interval '1 minute'
     from generate_series(0, $1::integer - 1) n`,
    [devices, MERCHANTS],
  );
  await client.query(
    `insert into device_states (device_id, last_seen, reported_at, sampled_at, fw_version, ip, wifi_ssid, wifi_signal,
                                temperature, uptime_seconds)
     select device_id, now() - random() * interval '1 minute', now() - interval '1 minute',
            now() - random() * interval '5 minutes', '2.4.0', '192.168.7.20', 'shop-guest', -50, 60, 1000
     from devices`,
  );
  await client.query(
    `insert into materials (code, name, type, unit)
     select 'M' || n, 'Material ' || n, 'bean', 'g' from generate_series(1, $1::integer) n`,
    [BINS],
  );
  await client.query(
    `insert into device_bins (device_id, bin_index, material_id, remaining, capacity, unit, reported_at)
     select d.device_id, n, n + 1, (hashtext(d.device_id || n)::bigint + 2147483648) % 1000, 1000, 'g', now()
     from devices d cross join generate_series(0, $1::integer - 1) n`,
    [BINS],
  );
  await client.query(
    `insert into recipes (product_id, status, name, schema, created_by, published_at)
     select p, 'published', 'Coffee ' || p, jsonb_build_object('materials', (
       select jsonb_agg(jsonb_build_object('material_code', 'M' || m, 'amount', 10 + m, 'unit', 'g'))
       from generate_series(1, $2::integer) m)), 'bench', now()
     from generate_series(1, $1::integer) p`,
    [PRODUCTS, MATERIALS],
  );
  await client.query(
    `insert into device_status_history (device_id, previous, status, activity, cause, at, reported_at)
     select device_id, null, status, activity, 'reported', now() - interval '2 days', now() - interval '2 days'
     from devices`,
  );
}

/** Paid orders of one line each, over the last 30 days, with their sums by day. */
export async function seedOrders(client: Client, devices: number, orders: number): Promise<void> {
  await client.query(
    `insert into orders (order_id, device_id, merchant_id, total_minor, currency, payment_method, payment_status,
       fulfilment_status, items_summary, device_ts, ordered_at, fingerprint, created_at, updated_at)
     select 'S-' || n, d.device_id, d.merchant_id, 1200 + n % 30 * 50, 'CNY', 'wechat', 'paid', 'completed', 'Coffee',
            t.at, t.at, sha256(n::text::bytea), t.at, t.at
     from generate_series(0, $2::integer - 1) n
     cross join lateral (select now() - (n::double precision / $2) * interval '30 days' as at) t
     join devices d on d.device_id = 'B-' || lpad((n % $1::integer)::text, 6, '0')`,
    [devices, orders],
  );
  await client.query(
    `insert into order_items (order_id, line, product_id, name, qty, unit_price_minor)
     select id, 1, (1 + id % 12)::text, 'Coffee ' || id % 12, 1, total_minor from orders`,
  );
  await client.query(
    `insert into merchant_days (merchant_id, day, orders, sales_minor)
     select merchant_id, ordered_at::date, count(*), sum(total_minor) from orders group by 1, 2`,
  );
  await client.query(
    `insert into device_days (device_id, day, merchant_id, orders, sales_minor)
     select device_id, ordered_at::date, merchant_id, count(*), sum(total_minor) from orders group by 1, 2, 3`,
  );
  await client.query(
    `insert into product_days (merchant_id, day, product_id, name, qty, sales_minor)
     select o.merchant_id, o.ordered_at::date, i.product_id, max(i.name), sum(i.qty), sum(i.unit_price_minor)
     from orders o join order_items i on i.order_id = o.id group by 1, 2, 3`,
  );
  await client.query(
    `insert into merchant_hours (merchant_id, day, hour, orders, sales_minor, made)
     select coalesce(merchant_id, 0), ordered_at::date, extract(hour from ordered_at), count(*), sum(total_minor), count(*)
     from orders group by 1, 2, 3`,
  );
  await client.query(
    `insert into outcome_days (merchant_id, day, paid, made, failed, unheard, declined)
     select merchant_id, day, sum(orders), sum(made), 0, 0, 0 from merchant_hours group by 1, 2`,
  );
  await client.query(
    `insert into device_hours (device_id, hour, orders, sales_minor)
     select device_id, date_trunc('hour', ordered_at), count(*), sum(total_minor) from orders group by 1, 2`,
  );
}

/** Commands that succeeded in the last 60 days, one to every machine in each batch; their ids are in the order of time. */
export async function seedCommands(client: Client, devices: number, commands: number): Promise<void> {
  await client.query(
    `insert into command_batches (batch_id, type, status, total, success, created_by, created_at, updated_at, finished_at)
     select ('00000000-0000-4000-8000-' || lpad(b::text, 12, '0'))::uuid, 'sync', 'completed', size, size, 'seed', at, at, at
     from generate_series(0, ($2::integer - 1) / $1::integer) b
     cross join lateral (
       select least($1, $2 - b * $1) as size, now() - interval '60 days' * (1 - b * $1::double precision / $2) as at
     ) t`,
    [devices, commands],
  );
  await client.query(
    `insert into commands (command_id, device_id, batch_id, type, payload, status, attempts, created_at, expires_at,
       sent_at, finished_at, has_result, result, actor, updated_at)
     select (lpad(to_hex((extract(epoch from b.created_at) * 1000)::bigint), 12, '0') || '7' ||
              substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid,
            d.device_id, b.batch_id, b.type, '{"sync_types": ["status", "materials"]}', 'success', 1, b.created_at,
            b.created_at + interval '7 days', b.created_at, b.created_at, true, '{}', 'seed', b.created_at
     from command_batches b
     cross join lateral (select device_id from devices order by device_id limit b.total) d
     order by b.created_at, d.device_id`,
  );
}
