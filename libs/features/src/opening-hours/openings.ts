// Opening hours as moments. PostgreSQL does the calendar: it knows every zone and what its clocks did.
import { LocationEntity } from '@coffee/data/entities';
import type { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { type Interval, type Intervals, normalised } from './intervals';

/** $1 locations, $2 and $3 bounds. Days begin where the location is; a span that a change of the clock leaves empty is none. */
const OPENING = (scope: string): string => `
  select y.id, extract(epoch from s.began) * 1000 as began, extract(epoch from s.ended) * 1000 as ended
  from (
    select l.id, l.opening_hours as hours, l.time_zone as zone, d::date as day from locations l
    cross join lateral generate_series(
      (($2::timestamptz at time zone l.time_zone)::date - 1)::timestamp,
      ($3::timestamptz at time zone l.time_zone)::date::timestamp, interval '1 day') d
    where l.id = any($1) and l.opening_hours is not null and ${scope}
  ) y
  cross join lateral (
    select coalesce(
      (select e -> 'spans' from jsonb_array_elements(y.hours -> 'exceptions') e where e ->> 'date' = y.day::text limit 1),
      (select jsonb_agg(w) from jsonb_array_elements(y.hours -> 'weekly') w
       where (w ->> 'day')::integer = extract(isodow from y.day))
    ) as spans
  ) c
  cross join lateral jsonb_array_elements(case when jsonb_typeof(c.spans) = 'array' then c.spans else '[]' end) e
  cross join lateral (
    select (y.day + (e ->> 'opens')::time) at time zone y.zone as began,
           (y.day + case when e ->> 'closes' <= e ->> 'opens' then 1 else 0 end + (e ->> 'closes')::time) at time zone y.zone as ended
  ) s
  where s.ended > s.began order by y.id, s.began`;

/** Locations with hours -> when they are open around those bounds. Of all others nothing is known, and they are open. */
export async function openingsOf(
  db: TenantDb,
  locationIds: readonly number[],
  from: Date,
  to: Date,
): Promise<Map<number, Intervals>> {
  const access = db.for(systemActor());
  const withHours = await access.query<{ id: number }>(
    (scope) => `select l.id from locations l where l.id = any($1) and l.opening_hours is not null
      and ${scope(LocationEntity, 'l')}`,
    [locationIds],
  );
  const openings = new Map<number, Interval[]>(withHours.map(({ id }) => [id, []]));
  if (withHours.length === 0) return openings;
  const rows = await access.query<{ id: number; began: string; ended: string }>(
    (scope) => OPENING(scope(LocationEntity, 'l')),
    [withHours.map(({ id }) => id), from, to],
  );
  for (const { id, began, ended } of rows) openings.get(id)?.push({ from: Number(began), to: Number(ended) });
  return new Map([...openings].map(([id, spans]) => [id, normalised(spans)]));
}
