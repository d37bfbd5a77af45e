import { BinHourEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { HISTORY_DAYS } from '../demand';
import { type Profile, profileOf } from './forecast';

export interface BinKey {
  device_id: string;
  bin_index: number;
}

interface Row extends BinKey {
  since: Date;
  slots: number[];
  amounts: number[];
  cups: number[];
  sales: number[];
  amount_now: number;
  cups_now: number;
  sales_now: number;
}

export const keyOf = ({ device_id, bin_index }: BinKey): string => `${device_id} ${bin_index}`;

/** One row per bin, whatever its history: of what lies in it now, not of what lay there before. */
const USAGE = (scope: string): string => `
  with slots as (
    select h.device_id, h.bin_index, min(h.hour) as since, h.hour >= date_trunc('hour', $3::timestamptz, 'UTC') as is_now,
           ((extract(isodow from h.hour at time zone 'UTC') - 1) * 24 + extract(hour from h.hour at time zone 'UTC'))::integer as slot,
           sum(h.amount)::double precision as amount, sum(h.cups)::integer as cups, sum(h.sales_minor)::double precision as sales
    from unnest($1::text[], $2::integer[]) as k(device_id, bin_index)
    join device_bins b using (device_id, bin_index)
    join bin_hours h on h.device_id = b.device_id and h.bin_index = b.bin_index and h.material_id = b.material_id
    where h.hour >= date_trunc('hour', $3::timestamptz, 'UTC') - interval '${HISTORY_DAYS} days' and h.hour <= $3 and ${scope}
    group by h.device_id, h.bin_index, is_now, slot
  )
  select device_id, bin_index, min(since) as since,
         coalesce(array_agg(slot) filter (where not is_now), '{}') as slots,
         coalesce(array_agg(amount) filter (where not is_now), '{}') as amounts,
         coalesce(array_agg(cups) filter (where not is_now), '{}') as cups,
         coalesce(array_agg(sales) filter (where not is_now), '{}') as sales,
         coalesce(sum(amount) filter (where is_now), 0) as amount_now,
         coalesce(sum(cups) filter (where is_now), 0)::integer as cups_now,
         coalesce(sum(sales) filter (where is_now), 0) as sales_now
  from slots group by device_id, bin_index`;

/** What bins are used, by the hour of the week. */
@Injectable()
export class StockUsage {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  /** By `keyOf`; bins that were never used are not in it. */
  async profiles(actor: Actor, bins: readonly BinKey[]): Promise<Map<string, Profile>> {
    if (bins.length === 0) return new Map();
    const now = this.clock.now();
    const rows = await this.db
      .for(actor)
      .query<Row>(
        (scope) => USAGE(scope(BinHourEntity, 'h')),
        [bins.map((bin) => bin.device_id), bins.map((bin) => bin.bin_index), now],
      );
    const found = new Map<string, Profile>();
    for (const row of rows) {
      const profile = profileOf(historyOf(row), now);
      if (profile) found.set(keyOf(row), profile);
    }
    return found;
  }
}

function historyOf(row: Row) {
  return {
    since: row.since,
    slots: row.slots.map((slot, index) => ({
      slot,
      amount: row.amounts[index] ?? 0,
      cups: row.cups[index] ?? 0,
      salesMinor: row.sales[index] ?? 0,
    })),
    current: { amount: row.amount_now, cups: row.cups_now, salesMinor: row.sales_now },
  };
}
