// Paid orders by the hour, for profiles and for the hours of the week on the dashboard. The ingest of orders does not know of
// them: a sweep looks in which hours an order came or moved since it last looked, and writes those hours anew from the
// orders. So it may run twice, late, or die at any line, and an order that is paid late counts once like any other.
import { PAID_STATUSES } from '@coffee/contract/orders';
import { DeviceHourEntity, SweepMarkEntity } from '@coffee/data/entities';
import { markSwept, sweptThrough } from '@coffee/data/sweep-marks';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import * as sql from './hour-statements';
import { HISTORY_DAYS } from './week-profile';

const MARK = 'sales_hours';
/** As far back as `doctor` looks: what is older has been looked at before. */
const CHECKED_DAYS = HISTORY_DAYS + 7;

export interface HourDifference {
  merchantId: number;
  day: string;
  /** Paid orders. The same on both sides: what became of them differs, or what they brought in. */
  expected: number;
  found: number;
}

@Injectable()
export class SalesHours {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  /** Brings the hours up to date; the first time all of them. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    await this.db.transaction(systemActor(), async (tx) => {
      const mark = await tx.lock(SweepMarkEntity, { name: MARK });
      if (mark) await writeSince(tx, mark.through);
      else await writeAll(tx, null, now);
      await markSwept(tx, MARK, now);
    });
  }

  /** Old hours of machines are of no use to a profile. */
  async forget(): Promise<void> {
    await this.db
      .for(systemActor())
      .query(
        (scope) =>
          `delete from device_hours h where h.hour < $1::timestamptz - ${sql.KEPT} and ${scope(DeviceHourEntity, 'h')}`,
        [this.clock.now()],
      );
  }

  /** Anew from the orders, for one merchant (0: machines that nobody owns) or for all: its zone or currency may have changed. */
  async rebuild(merchantId: number | null): Promise<void> {
    await this.db.transaction(systemActor(), async (tx) => {
      // The sweep writes the same rows: it waits for us, or we for it.
      await tx.lock(SweepMarkEntity, { name: MARK });
      await writeAll(tx, merchantId, this.clock.now());
    });
  }

  /** Days, of the last weeks or of so many, that are not what their orders say; what moved after the last sweep is left out. */
  async differences(days = CHECKED_DAYS): Promise<HourDifference[]> {
    const db = this.db.for(systemActor());
    const through = await sweptThrough(db, MARK);
    if (!through) return [];
    return db.query<HourDifference>(sql.wrongDays, [PAID_STATUSES, through, `${days} days`]);
  }
}

/** The hours in which something moved since, whatever the order's own time. */
async function writeSince(tx: TenantTx, since: Date): Promise<void> {
  await tx.query(sql.deviceHoursSince, [PAID_STATUSES, since]);
  const days = await tx.query<{ merchant_id: number; day: string }>(sql.merchantHoursSince, [
    PAID_STATUSES,
    since,
  ]);
  const keys = [days.map(({ merchant_id }) => merchant_id), days.map(({ day }) => day)];
  await tx.query(sql.outcomeDays, keys);
}

async function writeAll(tx: TenantTx, merchantId: number | null, now: Date): Promise<void> {
  for (const wipe of sql.WIPES) await tx.query(wipe, [merchantId]);
  await tx.query(sql.allMerchantHours, [PAID_STATUSES, merchantId, now]);
  await tx.query(sql.allOutcomeDays, [merchantId]);
  await tx.query(sql.allDeviceHours, [PAID_STATUSES, merchantId, now]);
}
