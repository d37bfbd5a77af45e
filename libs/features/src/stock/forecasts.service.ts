// When every bin runs out, kept as rows so that the board over a fleet sorts by an index. Worked out anew by a sweep where
// it may have changed: at once where there is more than before or much less, else as use goes on, and now and then in any
// case.
import { BinForecastEntity, DeviceBinEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { hoursLeft } from './forecast';
import { type BinKey, keyOf, StockUsage } from './usage.reader';

const HOUR_MS = 3_600_000;
const BATCH = 500;
/** A sweep ends for the next one to go on, so that none runs for ever. */
const MAX_BATCHES = 40;
const MOVED_AFTER = `interval '10 minutes'`;
/** A machine's word may take away at once what its cups would take in days. */
const FALLEN_TO = 0.95;
const ANYWAY_AFTER = `interval '6 hours'`;
/** Later than this is as good as never, and a time that PostgreSQL and people can read. */
const MAX_HOURS = 10 * 365 * 24;

interface DueBin extends BinKey {
  remaining: number;
  level: string;
  movements: number;
}

@Injectable()
export class StockForecasts {
  constructor(
    private readonly db: TenantDb,
    private readonly usage: StockUsage,
    private readonly clock: Clock,
  ) {}

  /** Brings what is due up to date; answers how many bins that were. */
  async sweep(): Promise<number> {
    let done = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      const due = await this.due();
      await this.store(due);
      done += due.length;
      if (due.length < BATCH) break;
    }
    return done;
  }

  /** After a person's change: the board shall show it now. */
  async refresh(bins: readonly BinKey[]): Promise<void> {
    const rows = await this.db.for(systemActor()).query<DueBin>(
      (scope) => `
        select b.device_id, b.bin_index, b.remaining::double precision as remaining, b.remaining::text as level, b.movements
        from unnest($1::text[], $2::integer[]) as k(device_id, bin_index) join device_bins b using (device_id, bin_index)
        where ${scope(DeviceBinEntity, 'b')}`,
      [bins.map((bin) => bin.device_id), bins.map((bin) => bin.bin_index)],
    );
    await this.store(rows);
  }

  private due(): Promise<DueBin[]> {
    return this.db.for(systemActor()).query<DueBin>(
      (scope) => `
        select b.device_id, b.bin_index, b.remaining::double precision as remaining, b.remaining::text as level, b.movements
        from device_bins b
        join devices d on d.device_id = b.device_id and d.lifecycle <> 'retired'
        left join bin_forecasts f on f.device_id = b.device_id and f.bin_index = b.bin_index
        where (f.device_id is null or b.remaining > f.remaining or f.computed_at < $1::timestamptz - ${ANYWAY_AFTER}
          or (b.movements <> f.movements
            and (b.remaining < f.remaining * ${FALLEN_TO} or f.computed_at < $1::timestamptz - ${MOVED_AFTER})))
          and ${scope(DeviceBinEntity, 'b')}
        order by b.device_id, b.bin_index limit ${BATCH}`,
      [this.clock.now()],
    );
  }

  private async store(bins: readonly DueBin[]): Promise<void> {
    if (bins.length === 0) return;
    const now = this.clock.now();
    const profiles = await this.usage.profiles(systemActor(), bins);
    const empties = bins.map((bin) => {
      const profile = profiles.get(keyOf(bin));
      const hours = bin.remaining <= 0 ? 0 : profile ? hoursLeft(profile, bin.remaining, now) : null;
      return hours === null || hours > MAX_HOURS
        ? 'infinity'
        : new Date(now.getTime() + hours * HOUR_MS).toISOString();
    });
    await this.db.for(systemActor()).query(
      (scope) => `
        with kept as (
          insert into bin_forecasts as f (device_id, bin_index, empties_at, movements, remaining, computed_at)
          select i.*, $6 from unnest($1::text[], $2::integer[], $3::timestamptz[], $4::integer[], $5::numeric[])
            as i(device_id, bin_index, empties_at, movements, remaining)
          where ${scope(BinForecastEntity, 'i')} order by 1, 2
          on conflict (device_id, bin_index) do update set empties_at = excluded.empties_at, movements = excluded.movements,
            remaining = excluded.remaining, computed_at = excluded.computed_at
          where f.computed_at <= excluded.computed_at
          returning 1
        ) select count(*) from kept`,
      [
        bins.map((bin) => bin.device_id),
        bins.map((bin) => bin.bin_index),
        empties,
        bins.map((bin) => bin.movements),
        bins.map((bin) => bin.level),
        now,
      ],
    );
  }
}
