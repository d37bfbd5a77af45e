import { DeviceHourEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { HISTORY_DAYS, weekRates, type WeekRates } from './week-profile';

interface Row {
  device_id: string;
  since: Date;
  slots: number[];
  sales: number[];
  sales_now: number;
}

const THIS_HOUR = `date_trunc('hour', $2::timestamptz, 'UTC')`;

/** What machines sell by the hour of the week, in minor units of their merchant's currency. */
@Injectable()
export class SalesProfiles {
  constructor(private readonly db: TenantDb) {}

  /** Machines that have sold nothing in four weeks are not in it. */
  async of(deviceIds: readonly string[], now: Date): Promise<Map<string, WeekRates>> {
    if (deviceIds.length === 0) return new Map();
    const rows = await this.db.for(systemActor()).query<Row>(
      (scope) => `
        with slots as (
          select h.device_id, min(h.hour) as since, h.hour >= ${THIS_HOUR} as is_now,
                 ((extract(isodow from h.hour at time zone 'UTC') - 1) * 24 + extract(hour from h.hour at time zone 'UTC'))::integer as slot,
                 sum(h.sales_minor)::double precision as sales
          from unnest($1::text[]) as k(device_id) join device_hours h using (device_id)
          where h.hour >= ${THIS_HOUR} - interval '${HISTORY_DAYS} days' and h.hour <= $2 and ${scope(DeviceHourEntity, 'h')}
          group by h.device_id, is_now, slot
        )
        select device_id, min(since) as since, coalesce(array_agg(slot) filter (where not is_now), '{}') as slots,
               coalesce(array_agg(sales) filter (where not is_now), '{}') as sales,
               coalesce(sum(sales) filter (where is_now), 0) as sales_now
        from slots group by device_id`,
      [deviceIds, now],
    );
    return new Map(
      rows.map((row) => [
        row.device_id,
        weekRates(
          {
            since: row.since,
            slots: row.slots.map((slot, index) => ({ slot, value: row.sales[index] ?? 0 })),
            current: row.sales_now,
          },
          now,
        ),
      ]),
    );
  }
}
