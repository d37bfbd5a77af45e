// Every sum that is kept beside what it stands for: compared with it, and written anew from it.
import { AuditTrail } from '@coffee/features/audit';
import { type SellableDifference, SellableRecount } from '@coffee/features/availability';
import { type HourDifference, REBUILT_DAYS, SalesHours } from '@coffee/features/demand';
import { type RollupDifference, RollupsService } from '@coffee/features/reports';
import { TenantDb } from '@coffee/data/tenant-db';
import { SystemClock } from '@coffee/platform/clock';
import type { DataSource } from 'typeorm';
import { operator } from './operator';

/** Days before that are not measured again: nobody looks at them any more. */
const AVAILABILITY_DAYS = 90;
/** Hours are rebuilt from the beginning of a day of any zone. */
const EDGE_DAYS = 2;

export interface SumDifferences {
  rollups: RollupDifference[];
  hours: HourDifference[];
  availability: SellableDifference[];
}

export class StoredSums {
  private readonly db: TenantDb;
  private readonly rollups: RollupsService;
  private readonly hours: SalesHours;
  private readonly sellable: SellableRecount;

  constructor(dataSource: DataSource) {
    const clock = new SystemClock();
    this.db = new TenantDb(dataSource);
    this.rollups = new RollupsService(dataSource);
    this.hours = new SalesHours(this.db, clock);
    this.sellable = new SellableRecount(this.db, clock);
  }

  async differences(): Promise<SumDifferences> {
    return {
      rollups: await this.rollups.differences(),
      hours: await this.hours.differences(REBUILT_DAYS - EDGE_DAYS),
      availability: await this.sellable.differences(AVAILABILITY_DAYS),
    };
  }

  /** Told first: a repair that was begun and stopped halfway was a change too. */
  async mend({ rollups, hours, availability }: SumDifferences): Promise<void> {
    const all = [...rollups, ...hours, ...availability];
    const days = [...new Set(all.map(({ day }) => day))].sort();
    await new AuditTrail(this.db).recordAs(operator(), {
      action: 'rollups.repaired',
      targetType: 'database',
      targetId: 'day_sums',
      summary: `Wrote the sums of ${days.length} days anew`,
      before: { differences: all.length },
      after: { days },
    });
    for (const day of new Set(rollups.map((each) => each.day))) await this.rollups.rebuild(null, day, day);
    for (const merchantId of new Set(hours.map((each) => each.merchantId)))
      await this.hours.rebuild(merchantId);
    await this.sellable.mend(availability);
  }
}

/** As they are answered: one list, each with the table that is wrong. */
export function toWire({ rollups, hours, availability }: SumDifferences): object[] {
  return [
    ...rollups.map(({ merchantId, ...difference }) => ({ ...difference, merchant_id: merchantId })),
    ...hours.map(({ merchantId, day, expected, found }) => ({
      table: 'merchant_hours',
      day,
      key: '',
      expected: { orders: expected },
      found: { orders: found },
      merchant_id: merchantId,
    })),
    ...availability.map(({ deviceId, merchantId, day }) => ({
      table: deviceId === null ? 'merchant_sellable_days' : 'device_sellable_days',
      day,
      key: deviceId ?? '',
      merchant_id: merchantId,
    })),
  ];
}

export function inWords({ rollups, hours, availability }: SumDifferences): string[] {
  return [...rollups.map(daySum), ...hours.map(hourSum), ...availability.map(sellableDay)];
}

function daySum({ table, merchantId, day, key, expected, found }: RollupDifference): string {
  const sums = (values: Record<string, number> | null): string =>
    values ? JSON.stringify(values) : 'nothing';
  const place = [`merchant ${merchantId}`, day, key].filter(Boolean).join(', ');
  return `${table} (${place}): the orders say ${sums(expected)}, the sums ${sums(found)}`;
}

function hourSum({ merchantId, day, expected, found }: HourDifference): string {
  const place = `merchant_hours (merchant ${merchantId}, ${day})`;
  return expected === found
    ? `${place}: what became of the ${expected} paid orders, or their money, is not what the orders say`
    : `${place}: the orders say ${expected} paid orders, the hours ${found}`;
}

function sellableDay({ deviceId, merchantId, day }: SellableDifference): string {
  return deviceId === null
    ? `merchant_sellable_days (merchant ${merchantId}, ${day}): not the sum of its machines`
    : `device_sellable_days (merchant ${merchantId}, ${day}, ${deviceId}): not what the histories say`;
}
