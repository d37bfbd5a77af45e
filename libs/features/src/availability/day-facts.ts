// Everything that a machine's time on a day is measured from, in one round of statements for many machines.
import {
  DeviceEntity,
  ListeningGapEntity,
  SellableChangeEntity,
  StatusChangeEntity,
} from '@coffee/data/entities';
import type { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { intersected, type Interval, type Intervals, normalised, openingsOf } from '../opening-hours';
import type { DayFacts, OfferAt, StatusAt } from './sellable-time';

/** One machine's day. `began` and `until` bound what is measured. */
export interface DayOf {
  deviceId: string;
  locationId: number | null;
  began: Date;
  until: Date;
  /** What it was measured with before: epoch milliseconds; null: all of it; undefined: as the location says now. */
  opening?: [number, number][] | null;
}

export interface DayFactsOf extends DayFacts {
  /** As it is kept with the day: the whole day's hours, not only of what has passed. Null: all of it. */
  hours: [number, number][] | null;
}

/** A mark that is older than this says that nobody listens now. */
const DEAF_AFTER = `interval '10 seconds'`;
const DAY_MS = 86_400_000;

/** Facts of each day, in the order asked. */
export async function factsOf(db: TenantDb, days: readonly DayOf[], now: Date): Promise<DayFactsOf[]> {
  if (days.length === 0) return [];
  const from = new Date(Math.min(...days.map(({ began }) => began.getTime())));
  const to = new Date(Math.max(...days.map(({ until }) => until.getTime())));
  // A day's hours are kept whole, although only a part of it has passed.
  const end = new Date(to.getTime() + DAY_MS);
  const locations = [...new Set(days.flatMap(({ locationId }) => locationId ?? []))];
  const [openings, deaf, statuses, offers] = await Promise.all([
    openingsOf(db, locations, from, end),
    deafTimes(db, from, to, now),
    changesOf<StatusAt>(db, days, STATUSES),
    changesOf<OfferAt>(db, days, OFFERS),
  ]);
  return days.map((day, index) => {
    const span = { from: day.began.getTime(), to: day.until.getTime() };
    const hours = day.opening === undefined ? hoursOf(openings, day) : day.opening;
    const opening = hours === null ? [span] : intersected(fromPairs(hours), normalised([span]));
    return {
      opening: normalised(opening),
      deaf,
      statuses: statuses[index] ?? [],
      offers: offers[index] ?? [],
      until: span.to,
      hours,
    };
  });
}

function hoursOf(openings: Map<number, Intervals>, day: DayOf): [number, number][] | null {
  const spans = day.locationId === null ? undefined : openings.get(day.locationId);
  if (!spans) return null;
  // Up to a day and an hour after it began: the longest day of the year.
  const whole = [{ from: day.began.getTime(), to: day.began.getTime() + DAY_MS + DAY_MS / 24 }];
  return intersected(spans, whole).map(({ from, to }) => [from, to]);
}

const fromPairs = (pairs: readonly [number, number][]): Interval[] =>
  pairs.map(([from, to]) => ({ from, to }));

async function deafTimes(db: TenantDb, from: Date, to: Date, now: Date): Promise<Interval[]> {
  const rows = await db.for(systemActor()).query<{ began: Date; ended: Date }>(
    (scope) => `
      select g.began, g.ended from listening_gaps g
      where g.name = 'devices' and g.ended > $1 and g.began < $2 and ${scope(ListeningGapEntity, 'g')}
      union all
      select seen_at, $3::timestamptz from listening_marks where name = 'devices' and seen_at < $3::timestamptz - ${DEAF_AFTER}`,
    [from, to, now],
  );
  return normalised(rows.map(({ began, ended }) => ({ from: began.getTime(), to: ended.getTime() })));
}

interface ChangeSource {
  table: string;
  columns: string;
  only: string;
  entity: typeof StatusChangeEntity | typeof SellableChangeEntity;
}

const STATUSES: ChangeSource = {
  table: 'device_status_history',
  columns: 'h.status',
  only: 'h.applied',
  entity: StatusChangeEntity,
};
const OFFERS: ChangeSource = {
  table: 'sellable_changes',
  columns: 'h.products, h.short, h.blocked',
  only: 'true',
  entity: SellableChangeEntity,
};

/** Of each day the changes within it and the last one before. */
async function changesOf<T extends { at: number }>(
  db: TenantDb,
  days: readonly DayOf[],
  { table, columns, only }: ChangeSource,
): Promise<T[][]> {
  const rows = await db.for(systemActor()).query<{ nth: number; at: Date } & Record<string, unknown>>(
    (scope) => `
      select k.nth::integer as nth, c.* from unnest($1::text[], $2::timestamptz[], $3::timestamptz[])
        with ordinality as k(device_id, began, until, nth)
      cross join lateral (
        (select h.at, h.id, ${columns} from ${table} h
         where h.device_id = k.device_id and ${only} and h.at <= k.began order by h.at desc, h.id desc limit 1)
        union all
        select h.at, h.id, ${columns} from ${table} h
        where h.device_id = k.device_id and ${only} and h.at > k.began and h.at < k.until
      ) c where ${scope(DeviceEntity, 'k')} order by k.nth, c.at, c.id`,
    [days.map(({ deviceId }) => deviceId), days.map(({ began }) => began), days.map(({ until }) => until)],
  );
  const found: T[][] = days.map(() => []);
  for (const { nth, id: _id, at, ...rest } of rows)
    found[nth - 1]?.push({ ...rest, at: at.getTime() } as unknown as T);
  return found;
}
