// Share of time in touch, from the status history. A machine is in touch unless it is offline; one with a fault or under
// maintenance talks to us. Until its first word (registered) it is not measured at all.
import { AvailabilityDayEntity, DeviceEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { type Actor, systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { FLEET_DEFAULTS } from './fleet-defaults';

const MAX_DAYS = 400;
const IN_TOUCH = `status not in ('offline', 'registered')`;
const MEASURED = `status <> 'registered'`;

/** SQL: a machine's stretches of one status that touch a span of time, the first one reaching back before it. */
function stretches(device: string, from: string, to: string): string {
  return `
    select status, began, lead(began, 1, ${to}) over (order by began, id) as ended from (
      (select at as began, id, status from device_status_history
       where device_id = ${device} and applied and at <= ${from} order by at desc, id desc limit 1)
      union all
      select at, id, status from device_status_history
      where device_id = ${device} and applied and at > ${from} and at < ${to}
    ) told`;
}

@Injectable()
export class AvailabilityService {
  constructor(private readonly db: TenantDb) {}

  /**
   * Brings the days of all merchants up to `now`, beginning with the last day that was measured, which may not have
   * been over then. Writes what is true, adds nothing: running it twice or late changes nothing.
   */
  async rollUp(now: Date): Promise<void> {
    await this.db.transaction(systemActor(), (tx) =>
      tx.query(
        (scope) => `
        with fleet as (${FLEET_DEFAULTS}),
        owners as (
          select id as merchant_id, coalesce(m.settings->>'timeZone', fleet.zone) as zone from merchants m, fleet
          union all select 0, zone from fleet
        ),
        machines as materialized (
          select v.device_id, coalesce(v.merchant_id, 0) as merchant_id from devices v
          where v.lifecycle <> 'retired' and ${scope(DeviceEntity, 'v')}
        ),
        due as materialized (
          select o.merchant_id, o.zone, ($1::timestamptz at time zone o.zone)::date as last_day,
                 coalesce(
                   (select max(a.day) from availability_days a
                    where a.merchant_id = o.merchant_id and ${scope(AvailabilityDayEntity, 'a')}),
                   (select (min(f.at) at time zone o.zone)::date from machines v
                    cross join lateral (select h.at from device_status_history h
                                        where h.device_id = v.device_id and h.applied order by h.at limit 1) f
                    where v.merchant_id = o.merchant_id)) as first_day
          from owners o
        ),
        days as materialized (
          select u.merchant_id, d::date as day, (d::date::timestamp at time zone u.zone) as began,
                 least((d::date + 1)::timestamp at time zone u.zone, $1::timestamptz) as ended
          from due u
          cross join lateral generate_series(
            greatest(u.first_day, u.last_day - ${MAX_DAYS})::timestamp, u.last_day::timestamp, interval '1 day') d
        ),
        pieces as (
          select y.merchant_id, y.day, s.status,
                 extract(epoch from least(s.ended, y.ended) - greatest(s.began, y.began)) as seconds
          from days y
          join machines v on v.merchant_id = y.merchant_id
          cross join lateral (${stretches('v.device_id', 'y.began', 'y.ended')}) s
          where s.ended > y.began
        )
        insert into availability_days as held (merchant_id, day, online_seconds, measured_seconds, measured_until)
        select merchant_id, day, coalesce(sum(seconds) filter (where ${IN_TOUCH}), 0), sum(seconds), $1
        from pieces where ${MEASURED} and seconds > 0
        group by merchant_id, day order by merchant_id, day
        on conflict (merchant_id, day) do update set online_seconds = excluded.online_seconds,
          measured_seconds = excluded.measured_seconds, measured_until = excluded.measured_until
        where held.measured_until <= excluded.measured_until`,
        [now],
      ),
    );
  }

  /** Share from 0 to 1 of the measured time of one machine; null when nothing was measured or it is out of reach. */
  async onlineRate(actor: Actor, deviceId: string, from: Date, to: Date): Promise<number | null> {
    const [row] = await this.db.for(actor).query<{ rate: number | null }>(
      (scope) => `
        select (coalesce(sum(seconds) filter (where ${IN_TOUCH}), 0) / nullif(sum(seconds), 0))::double precision as rate
        from (
          select s.status, extract(epoch from s.ended - greatest(s.began, $2::timestamptz)) as seconds
          from devices v
          cross join lateral (${stretches('v.device_id', '$2::timestamptz', '$3::timestamptz')}) s
          where v.device_id = $1 and ${scope(DeviceEntity, 'v')}
        ) piece where ${MEASURED} and seconds > 0`,
      [deviceId, from, to],
    );
    return row?.rate ?? null;
  }
}
