// Day sums of sellable time, by machine and by merchant, kept by a sweep, so that no answer grows with history. A day is
// measured anew until it is over, from histories that are only appended to: running twice or late changes nothing.
import { DeviceEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { expectedBetween, SalesProfiles } from '../demand';
import { FLEET_DEFAULTS } from '../reports';
import { type DayFactsOf, type DayOf, factsOf } from './day-facts';
import { type DueDay, type MeasuredDay, ownersOf, storeDays, sumMerchants } from './day-statements';
import { type LostStretch, measure } from './sellable-time';

const BATCH = 1000;
/** A sweep ends for the next one to go on. */
const MAX_BATCHES = 12;
/** Of days that are measured already and only go on: those of ten thousand machines are brought up to date in five sweeps. */
const MAX_BATCHES_OF_TODAY = 2;
const HOUR_MS = 3_600_000;
/** How far back days are measured that never were. */
const BACKFILL_DAYS = 35;
const DUE_AFTER = `interval '45 seconds'`;

/** $1 now. Each machine's days from the last one that was measured, which may not have been over then, else from its first word. */
const DUE = (scope: string): string => `
  with owners as (
    select m.id as merchant_id, coalesce(m.settings->>'timeZone', f.zone) as zone from merchants m, (${FLEET_DEFAULTS}) f
    union all select 0, f.zone from (${FLEET_DEFAULTS}) f
  )
  select d.device_id, o.merchant_id, d.location_id, morning::date::text as day, morning at time zone o.zone as began,
         least((morning + interval '1 day') at time zone o.zone, $1::timestamptz) as until
  from devices d join owners o on o.merchant_id = coalesce(d.merchant_id, 0)
  left join lateral (
    select r.day, r.measured_until from device_sellable_days r where r.device_id = d.device_id order by r.day desc limit 1
  ) last on true
  left join lateral (
    select h.at from device_status_history h
    where last.day is null and h.device_id = d.device_id and h.applied order by h.at limit 1
  ) first on true
  cross join lateral (
    select ($1::timestamptz at time zone o.zone)::date as today,
           coalesce(last.day, (first.at at time zone o.zone)::date) as from_day
  ) span
  cross join lateral generate_series(
    greatest(span.from_day, span.today - ${BACKFILL_DAYS})::timestamp, span.today::timestamp, interval '1 day') morning
  where d.lifecycle = 'active' and span.from_day is not null and (last.measured_until is null or last.measured_until < $1::timestamptz - ${DUE_AFTER})
    and ${scope}
  order by last.measured_until nulls first, d.device_id, morning limit ${BATCH}`;

@Injectable()
export class SellableDays {
  constructor(
    private readonly db: TenantDb,
    private readonly profiles: SalesProfiles,
    private readonly clock: Clock,
  ) {}

  /** Brings what is due up to now; answers how many days of machines were measured. */
  async sweep(): Promise<number> {
    let done = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      const now = this.clock.now();
      const due = await this.db
        .for(systemActor())
        .query<DueDay>((scope) => DUE(scope(DeviceEntity, 'd')), [now]);
      await this.store(await this.measured(due, now));
      done += due.length;
      const isBehind = due.some(({ until }) => until.getTime() < now.getTime());
      if (due.length < BATCH || (!isBehind && batch + 1 >= MAX_BATCHES_OF_TODAY)) break;
    }
    return done;
  }

  private async measured(days: readonly DueDay[], now: Date): Promise<MeasuredDay[]> {
    const asked = days.map((day): DayOf => ({
      deviceId: day.device_id,
      locationId: day.location_id,
      began: day.began,
      until: day.until,
    }));
    const facts = await factsOf(this.db, asked, now);
    const found = days.map((day, index) => {
      const fact = facts[index] as DayFactsOf;
      return { day, hours: fact.hours, ...measure(fact) };
    });
    const losers = found.filter(({ lost }) => lost.length > 0).map(({ day }) => day.device_id);
    const profiles = await this.profiles.of([...new Set(losers)], now);
    return found.map(({ day, hours, time, lost }) => {
      const rates = profiles.get(day.device_id);
      return { ...day, hours, time, lostMinor: rates ? Math.round(lostSales(lost, rates)) : 0 };
    });
  }

  private async store(days: readonly MeasuredDay[]): Promise<void> {
    if (days.length === 0) return;
    await this.db.transaction(systemActor(), async (tx) => {
      const former = await ownersOf(tx, days);
      await storeDays(tx, days);
      await sumMerchants(tx, [...former, ...days]);
    });
  }
}

function lostSales(lost: readonly LostStretch[], rates: readonly number[]): number {
  return lost.reduce(
    (sum, { from, to, share }) =>
      sum + share * expectedBetween(rates, new Date(from), 0, (to - from) / HOUR_MS),
    0,
  );
}
