// Days measured again from the raw histories: to prove that the sums are right, and to mend them when they are not.
import { DeviceSellableDayEntity, MerchantSellableDayEntity } from '@coffee/data/entities';
import { markSwept, sweptThrough } from '@coffee/data/sweep-marks';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { factsOf } from './day-facts';
import { replaceTimes, sumMerchants } from './day-statements';
import { measure, type SellableTime } from './sellable-time';

const BATCH = 1000;
/** As far back as `doctor` looks: what is older has been looked at before. */
const CHECKED_DAYS = 7;
const DAY_MS = 86_400_000;
const STOCKOUT_MARK = 'stockout_days';
/** Enough for a quarter. */
const FILLED_DAYS = 90;

interface StoredDay {
  device_id: string;
  day: string;
  merchant_id: number;
  began_at: Date;
  measured_until: Date;
  opening: [number, number][] | null;
  stored: SellableTime;
}

export interface SellableDifference {
  /** Null: the sum of a merchant's machines. */
  deviceId: string | null;
  merchantId: number;
  day: string;
}

type Progress = (days: number) => void | Promise<void>;

@Injectable()
export class SellableRecount {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  /** Days of the last week, or of so many days, that are not what the histories say, and sums that are not those of their machines. */
  async differences(checkedDays = CHECKED_DAYS): Promise<SellableDifference[]> {
    const from = this.clock.now().getTime() - checkedDays * DAY_MS;
    const found: SellableDifference[] = [];
    await this.walk(null, new Date(from).toISOString().slice(0, 10), '9999-12-31', (days) => {
      for (const { row, time } of days) {
        if (!isSame(row.stored, time))
          found.push({ deviceId: row.device_id, merchantId: row.merchant_id, day: row.day });
      }
      return Promise.resolve();
    });
    return [...found, ...(await this.wrongSums())];
  }

  /** Measures days anew, with the opening hours that they had then. Days are `YYYY-MM-DD`; null: of all merchants. */
  async rebuild(
    merchantId: number | null,
    fromDay: string,
    toDay: string,
    onProgress?: Progress,
  ): Promise<void> {
    let done = 0;
    await this.walk(merchantId, fromDay, toDay, async (days) => {
      await this.db.transaction(systemActor(), async (tx) => {
        await replaceTimes(
          tx,
          days.map(({ row, time }) => ({
            device_id: row.device_id,
            day: row.day,
            until: row.measured_until,
            time,
          })),
        );
        await sumMerchants(
          tx,
          days.map(({ row }) => row),
        );
      });
      done += days.length;
      await onProgress?.(done);
    });
  }

  /** Writes anew what `differences` told, sums without a machine included. */
  async mend(found: readonly SellableDifference[]): Promise<void> {
    const days = new Map(found.map((each) => [`${each.merchantId} ${each.day}`, each]));
    for (const { merchantId, day } of days.values()) {
      await this.rebuild(merchantId, day, day);
      await this.db.transaction(systemActor(), (tx) => sumMerchants(tx, [{ merchant_id: merchantId, day }]));
    }
  }

  /**
   * Days from before stock-outs were measured, one a call from the newest back; nothing once all of them are. Each day and
   * the mark that says so are kept apart: a day that is measured twice is the same.
   */
  async fillStockouts(): Promise<void> {
    const now = this.clock.now();
    const db = this.db.for(systemActor());
    const filled = await sweptThrough(db, STOCKOUT_MARK);
    const [next] = await db.query<{ day: string | null }>(
      (scope) => `select max(r.day)::text as day from merchant_sellable_days r
        where r.day < ($1::timestamptz at time zone 'UTC')::date
          and r.day > ($2::timestamptz at time zone 'UTC')::date - ${FILLED_DAYS}
          and ${scope(MerchantSellableDayEntity, 'r')}`,
      [filled ?? new Date(now.getTime() + DAY_MS), now],
    );
    const day = next?.day;
    if (!day) return;
    await this.rebuild(null, day, day);
    await this.db.transaction(systemActor(), (tx) => markSwept(tx, STOCKOUT_MARK, new Date(day)));
  }

  private async walk(
    merchantId: number | null,
    fromDay: string,
    toDay: string,
    take: (days: { row: StoredDay; time: SellableTime }[]) => Promise<void>,
  ): Promise<void> {
    let after = { device_id: '', day: '0001-01-01' };
    for (;;) {
      const rows = await this.stored(merchantId, fromDay, toDay, after);
      const facts = await factsOf(
        this.db,
        rows.map((row) => ({
          deviceId: row.device_id,
          locationId: null,
          began: row.began_at,
          until: row.measured_until,
          opening: row.opening,
        })),
        this.clock.now(),
      );
      await take(
        rows.flatMap((row, index) => (facts[index] ? [{ row, time: measure(facts[index]).time }] : [])),
      );
      const last = rows.at(-1);
      if (!last || rows.length < BATCH) return;
      after = last;
    }
  }

  private stored(
    merchantId: number | null,
    fromDay: string,
    toDay: string,
    after: { device_id: string; day: string },
  ): Promise<StoredDay[]> {
    return this.db.for(systemActor()).query<StoredDay>(
      (scope) => `
        select r.device_id, r.day::text as day, r.merchant_id, r.began_at, r.measured_until, r.opening,
               json_build_object('open', r.open_ms, 'sellable', r.sellable_ms, 'offline', r.offline_ms, 'fault', r.fault_ms,
                 'maintenance', r.maintenance_ms, 'short', r.short_ms, 'blocked', r.blocked_ms, 'unknown', r.unknown_ms, 'stockout', r.stockout_ms) as stored
        from device_sellable_days r
        where ($1::integer is null or r.merchant_id = $1) and r.day between $2::date and $3::date
          and (r.device_id, r.day) > ($4, $5::date) and ${scope(DeviceSellableDayEntity, 'r')}
        order by r.device_id, r.day limit ${BATCH}`,
      [merchantId, fromDay, toDay, after.device_id, after.day],
    );
  }

  private wrongSums(): Promise<SellableDifference[]> {
    return this.db.for(systemActor()).query<SellableDifference>(
      (scope) => `
        with e as (select r.merchant_id, r.day, sum(r.open_ms) as open_ms, sum(r.sellable_ms) as sellable_ms,
                          sum(r.stockout_ms) as stockout_ms
                   from device_sellable_days r where ${scope(DeviceSellableDayEntity, 'r')} group by 1, 2)
        select null as "deviceId", coalesce(e.merchant_id, m.merchant_id) as "merchantId", coalesce(e.day, m.day)::text as day
        from e full join (select * from merchant_sellable_days m where ${scope(MerchantSellableDayEntity, 'm')}) m
          on m.merchant_id = e.merchant_id and m.day = e.day
        where (e.open_ms, e.sellable_ms, e.stockout_ms) is distinct from
          (m.open_ms::numeric, m.sellable_ms::numeric, m.stockout_ms::numeric) order by 2, 3`,
    );
  }
}

/** A gap in listening that ends later than the sweep came is known only then: the same to the second is the same. */
function isSame(stored: SellableTime, time: SellableTime): boolean {
  return (Object.keys(time) as (keyof SellableTime)[]).every(
    (part) =>
      (stored[part] === null) === (time[part] === null) &&
      Math.abs((stored[part] ?? 0) - (time[part] ?? 0)) < 1000,
  );
}
