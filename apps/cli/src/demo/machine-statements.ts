// Machines, bins, status history and telemetry of the demo, each by one statement over all machines, so that a fleet of
// thousands takes seconds. `pg_temp.dice(key)` gives the same number from 0 to 1 for the same key, for ever.

/** Chance without a generator's state: rows may be made in any order. */
export const DICE = `
  create function pg_temp.dice(key text) returns double precision language sql immutable parallel safe as
  $$ select ('x' || substr(md5(key), 1, 8))::bit(32)::bigint / 4294967296.0::double precision $$`;

/** $1 how many, $2 seed, $3 days of history, $4 places as JSON: [{location_id, merchant_id, short, address, lat, lng}]. */
export const DEVICES = `
  insert into devices (device_id, alias, model, serial, status, activity, merchant_id, location_id, address, lat, lng,
    tags, created_at, updated_at)
  select 'CM-' || lpad(n::text, greatest(4, length(n::text)), '0'),
    place.short || ' ' || ((n - 1) / place.in_all + 1),
    case when (n - 1) % 3 = 2 then 'CoffeePro-B' else 'CoffeePro-A' end,
    'SN' || lpad(n::text, 6, '0'),
    standing.status, case when standing.status = 'online' then 'idle' end,
    place.merchant_id, place.location_id, place.address, place.lat, place.lng,
    case when (n - 1) % 7 = 0 then array['flagship'] when (n - 1) % 4 = 1 then array['24h'] else '{}' end,
    date_trunc('day', now()) - make_interval(days => $3), now()
  from generate_series(1, $1::integer) n
  join (
    select p.*, (ordinality - 1) as place_index, count(*) over () as in_all
    from rows from (jsonb_to_recordset($4::jsonb) as (location_id integer, merchant_id integer, short text, address text,
      lat double precision, lng double precision)) with ordinality p
  ) place on place.place_index = (n - 1) % place.in_all
  cross join lateral (
    select case when d < 0.04 then 'fault' when d < 0.06 then 'maintenance' when d < 0.12 then 'offline' else 'online' end
      as status
    from pg_temp.dice($2 || '/standing/' || n) d
  ) standing
  order by n`;

/** $1 seed. */
export const STATES = `
  insert into device_states (device_id, last_seen, reported_at, sampled_at, fw_version, ip, wifi_ssid, wifi_signal,
    temperature, uptime_seconds, clock_skew_ms)
  select d.device_id, seen.at, seen.at - interval '1 hour', seen.at,
    '2.4.' || (case when pg_temp.dice(k.key || '/fw') < 0.2 then 0 else 1 end),
    '10.' || (d.location_id % 250) || '.' || (hashed.n / 250 % 250) || '.' || (2 + hashed.n % 250), 'CoffeeNet',
    round(-48 - 22 * pg_temp.dice(k.key || '/wifi')), round((88 + 6 * pg_temp.dice(k.key || '/heat'))::numeric, 1),
    round(3600 + 20 * 86400 * pg_temp.dice(k.key || '/uptime')), round(800 * (pg_temp.dice(k.key || '/skew') - 0.5))
  from devices d
  cross join lateral (select $1 || '/' || d.device_id as key) k
  cross join lateral (select right(d.serial, 6)::integer as n) hashed
  cross join lateral (
    select case when d.status = 'offline' then now() - interval '6 minutes' - interval '50 minutes' * pg_temp.dice(k.key)
      else now() - interval '20 seconds' * pg_temp.dice(k.key) end as at
  ) seen`;

/** $1 seed, $2 bins as JSON. Their ledger follows with what was sold. */
export const BINS = `
  insert into device_bins (device_id, bin_index, material_id, remaining, capacity, unit, threshold_low_pct, reported_at,
    reported_material_id)
  select d.device_id, b.bin_index, m.id,
    round(b.capacity * (0.08 + 0.92 * pg_temp.dice($1 || '/bin/' || d.device_id || '/' || b.bin_index))),
    b.capacity, b.unit, 20, s.last_seen, m.id
  from devices d join device_states s using (device_id)
  cross join jsonb_to_recordset($2::jsonb) as b(bin_index integer, code text, capacity double precision, unit text)
  join materials m on m.code = b.code`;

/** $1 seed, $2 days. At most one trouble a day and machine, over by itself; the last hours lead to how it stands now. */
export const HISTORY = `
  with trouble as (
    select d.device_id, x.began, x.began + interval '5 minutes' + interval '110 minutes' * pg_temp.dice(k.key || '/for') as ended,
      case when kind.d < 0.6 then 'offline' when kind.d < 0.85 then 'fault' else 'maintenance' end as status
    from devices d cross join generate_series(0, $2::integer) ago
    cross join lateral (select $1 || '/trouble/' || d.device_id || '/' || (now()::date - ago) as key) k
    cross join lateral (select (now()::date - ago) + interval '21 hours' * pg_temp.dice(k.key || '/at') as began) x
    cross join lateral (select pg_temp.dice(k.key || '/kind') as d) kind
    where pg_temp.dice(k.key) < 0.3 and x.began > d.created_at + interval '1 hour' and x.began < now() - interval '5 hours'
  ),
  told as (
    select device_id, null as previous, 'registered' as status, 'registered' as cause, created_at as at from devices
    union all select device_id, 'registered', 'online', 'reported', created_at + interval '4 seconds' from devices
    union all
    select device_id, 'online', status, case when status = 'offline' then 'silence' else 'reported' end, began from trouble
    union all select device_id, status, 'online', 'reported', ended from trouble
    union all
    select d.device_id, 'online', d.status, case when d.status = 'offline' then 'silence' else 'reported' end,
      case when d.status = 'offline' then s.last_seen + interval '5 minutes'
        else now() - interval '70 minutes' * (0.1 + pg_temp.dice($1 || '/now/' || d.device_id)) end
    from devices d join device_states s using (device_id) where d.status <> 'online'
  )
  insert into device_status_history (device_id, previous, status, activity, cause, at, reported_at)
  select device_id, previous, status, case when status = 'online' then 'idle' end, cause, at,
    case when cause = 'reported' then at end
  from told order by at`;

/** $1 seed, $2 seconds between samples; two days of them. */
export const TELEMETRY = `
  insert into telemetry (device_id, metric, at, value)
  select d.device_id, metric.name, moment.at, metric.value
  from devices d
  cross join generate_series(date_trunc('minute', now()) - interval '2 days', now(), make_interval(secs => $2)) as moment(at)
  cross join lateral (select $1 || '/' || d.device_id || '/' || moment.at as key) k
  cross join lateral (select extract(epoch from moment.at) as epoch) t
  cross join lateral (values
    ('temperature', round((91 + 2 * sin(t.epoch / 7000) + 1.5 * (pg_temp.dice(k.key || '/heat') - 0.5))::numeric, 1)),
    ('wifi_signal', round((-52 - 18 * pg_temp.dice(d.device_id) - 6 * pg_temp.dice(k.key || '/wifi'))::numeric)),
    ('uptime_seconds', (t.epoch::bigint % 864000)::numeric)
  ) as metric(name, value)`;
