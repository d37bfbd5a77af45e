// How many alarms opened by type and day, so that the dashboard counts none. A sweep writes the days anew that are not over.
import { AlarmDayEntity, AlarmEntity } from '@coffee/data/entities';
import { markSwept, sweptThrough } from '@coffee/data/sweep-marks';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { FLEET_DEFAULTS } from '../reports';

const MARK = 'alarm_days';
const HISTORY_MS = 400 * 86_400_000;
/** A day of any zone is over by then. */
const DAY_MS = 86_400_000;

@Injectable()
export class AlarmDays {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  /** Brings the days up to date since the last time; the first time all of them. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    await this.db.transaction(systemActor(), async (tx) => {
      const through = await sweptThrough(tx, MARK);
      const since = new Date((through?.getTime() ?? now.getTime() - HISTORY_MS) - DAY_MS);
      await tx.query(
        (scope) => `
          with zones as (
            select m.id as merchant_id, coalesce(m.settings->>'timeZone', f.zone) as zone from merchants m, (${FLEET_DEFAULTS}) f
            union all select 0, f.zone from (${FLEET_DEFAULTS}) f
          )
          insert into alarm_days (merchant_id, day, type, opened, critical)
          select z.merchant_id, (a.opened_at at time zone z.zone)::date as day, a.type, count(*)::integer,
                 (count(*) filter (where a.severity = 'critical'))::integer
          from alarms a join zones z on z.merchant_id = coalesce(a.merchant_id, 0)
          -- From the beginning of the first day: a part of one would be written for the whole.
          where a.opened_at >= $1::timestamptz - interval '2 days'
            and a.opened_at >= (($1::timestamptz at time zone z.zone)::date)::timestamp at time zone z.zone
            and a.parent_id is null and ${scope(AlarmEntity, 'a')} and ${scope(AlarmDayEntity, 'z')}
          group by 1, 2, 3 order by 1, 2, 3
          on conflict (merchant_id, day, type) do update set opened = excluded.opened, critical = excluded.critical`,
        [since],
      );
      await markSwept(tx, MARK, now);
    });
  }
}
