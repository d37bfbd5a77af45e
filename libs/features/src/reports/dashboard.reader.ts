// The whole dashboard in one statement, from day sums and indexes, never from orders. Days are days of the merchant; over
// all merchants, each one's "today" is its own, and money in another currency than the fleet's is left out of sums.
import type { DashboardQuery, DashboardSummary } from '@coffee/contract/dashboard';
import { DEVICE_STATUSES, type DeviceStatus } from '@coffee/contract/devices';
import { formatMoney } from '@coffee/contract/money';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { NotFound } from '@coffee/platform/errors';
import { SharedRead } from '@coffee/platform/shared-read';
import { Injectable } from '@nestjs/common';
import { narrowed, refuseSpan } from './dashboard-span';
import { summarySql } from './dashboard-sql';

interface SummaryRow {
  zone: string;
  currency: string;
  owners: number;
  machines: Partial<Record<DeviceStatus, number>>;
  low: number;
  alarms_open: number;
  pending_commands: number;
  lately: { orders_today: number; sales_today: number; refunds_today: number; sales_week: number };
  days: { day: string; orders: number; sales: number; rate: number | null }[];
  products: { product_id: string; name: string; qty: number; sales: number }[];
  sellers: { device_id: string; alias: string | null; orders: number; sales: number }[];
}

@Injectable()
export class DashboardReader {
  /** Every open dashboard of a merchant asks again at the same live event. */
  private readonly shared = new SharedRead<DashboardSummary>();

  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  async summary(actor: Actor, query: DashboardQuery): Promise<DashboardSummary> {
    refuseSpan(query, this.clock.now());
    const viewer = narrowed(actor, query.merchant_id);
    const key = JSON.stringify([viewer.merchantId, query.from, query.to]);
    return this.shared.read(key, () => this.read(viewer, query));
  }

  private async read(viewer: Actor, query: DashboardQuery): Promise<DashboardSummary> {
    const parameters = [this.clock.now(), query.from ?? null, query.to ?? null, viewer.merchantId];
    const [row] = await this.db.for(viewer).query<SummaryRow>(summarySql, parameters);
    if (!row || row.owners === 0) throw new NotFound('No such merchant');
    return toSummary(row);
  }
}

function toSummary(row: SummaryRow): DashboardSummary {
  const machines = countsOf(row.machines);
  const total = DEVICE_STATUSES.reduce((sum, status) => sum + machines[status], 0);
  const inTouch = total - machines.offline - machines.registered;
  const { lately, days } = row;
  return {
    device_total: total,
    devices_by_status: machines,
    online_rate: total === 0 ? null : inTouch / total,
    sales_today: formatMoney(lately.sales_today),
    sales_week: formatMoney(lately.sales_week),
    orders_today: lately.orders_today,
    refunds_today: formatMoney(lately.refunds_today),
    alarms_open: row.alarms_open,
    materials_low: row.low,
    pending_commands: row.pending_commands,
    top_products: row.products.map((product) => ({ ...product, sales: formatMoney(product.sales) })),
    top_devices: row.sellers.map((seller) => ({ ...seller, sales: formatMoney(seller.sales) })),
    trends: {
      sales: days.map((day) => ({ date: day.day, value: formatMoney(day.sales) })),
      orders: days.map((day) => ({ date: day.day, value: day.orders })),
      online_rate: days.map((day) => ({ date: day.day, value: day.rate })),
    },
    currency: row.currency,
    time_zone: row.zone,
  };
}

function countsOf(found: SummaryRow['machines']): Record<DeviceStatus, number> {
  const counts = {} as Record<DeviceStatus, number>;
  for (const status of DEVICE_STATUSES) counts[status] = found[status] ?? 0;
  return counts;
}
