// The whole dashboard in one statement, from day sums and indexes, never from orders. Days are days of the merchant; over
// all merchants, each one's "today" is its own, and money in another currency than the fleet's is left out of sums.
import type { DashboardQuery, DashboardSummary } from '@coffee/contract/dashboard';
import { DEVICE_STATUSES, type DeviceStatus } from '@coffee/contract/devices';
import { formatMoney } from '@coffee/contract/money';
import { DeviceEntity, MerchantDayEntity, MerchantEntity } from '@coffee/data/entities';
import { type Scope, TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { type Actor, actingFor } from '@coffee/platform/context';
import { InvalidArgument, NotFound } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { FLEET_DEFAULTS } from './fleet-defaults';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 7;
const MAX_DAYS = 400;
const TOP = 10;

/** $1: now, $2 and $3: ends of the trends or null, $4: the merchant or null for all. */
const summarySql = (scope: Scope): string => `
with place as (
  select coalesce(m.settings->>'timeZone', f.zone) as zone, coalesce(m.settings->>'currency', f.currency) as currency
  from (${FLEET_DEFAULTS}) f left join merchants m on m.id = $4::integer
),
span as materialized (
  select zone, currency, today, last_day,
         coalesce(($2::timestamptz at time zone zone)::date, last_day - ${DEFAULT_DAYS - 1}) as first_day
  from (
    select zone, currency, ($1::timestamptz at time zone zone)::date as today,
           (coalesce($3::timestamptz, $1::timestamptz) at time zone zone)::date as last_day
    from place
  ) ends
),
owners as materialized (
  select m.id as merchant_id, ($1::timestamptz at time zone coalesce(m.settings->>'timeZone', span.zone))::date as today,
         coalesce(m.settings->>'currency', span.currency) = span.currency as summed
  from merchants m, span where ${scope(MerchantEntity, 'm')}
  union all
  select nobody.merchant_id, span.today, true from (select 0 as merchant_id) nobody, span
  where ${scope(MerchantDayEntity, 'nobody')}
),
machines as (
  select d.status, count(*)::integer as n from devices d
  where d.lifecycle <> 'retired' and ${scope(DeviceEntity, 'd')} group by d.status
),
low as (
  select count(*)::integer as n from device_bins b join devices d on d.device_id = b.device_id
  where b.is_low and d.lifecycle <> 'retired' and ${scope(DeviceEntity, 'd')}
),
lately as (
  select coalesce(sum(r.orders) filter (where r.day = o.today), 0) as orders_today,
         coalesce(sum(r.sales_minor - r.refunded_minor) filter (where r.day = o.today and o.summed), 0) as sales_today,
         coalesce(sum(r.refunded_minor) filter (where r.day = o.today and o.summed), 0) as refunds_today,
         coalesce(sum(r.sales_minor - r.refunded_minor) filter (where o.summed), 0) as sales_week
  from owners o join merchant_days r on r.merchant_id = o.merchant_id and r.day > o.today - 7 and r.day <= o.today
),
money as (
  select r.day, sum(r.orders) as orders,
         coalesce(sum(r.sales_minor - r.refunded_minor) filter (where o.summed), 0) as sales
  from owners o, span, merchant_days r
  where r.merchant_id = o.merchant_id and r.day between span.first_day and span.last_day group by r.day
),
presence as (
  select r.day, sum(r.online_seconds) / nullif(sum(r.measured_seconds), 0) as rate
  from owners o, span, availability_days r
  where r.merchant_id = o.merchant_id and r.day between span.first_day and span.last_day group by r.day
),
trend as (
  select json_agg(json_build_object('day', to_char(d, 'YYYY-MM-DD'), 'orders', coalesce(money.orders, 0),
           'sales', coalesce(money.sales, 0), 'rate', presence.rate) order by d) as days
  from span cross join lateral generate_series(span.first_day::timestamp, span.last_day::timestamp, interval '1 day') d
  left join money on money.day = d::date left join presence on presence.day = d::date
),
products as (
  select r.product_id, max(r.name) as name, sum(r.qty) as qty,
         coalesce(sum(r.sales_minor) filter (where o.summed), 0) as sales
  from owners o, span, product_days r
  where r.merchant_id = o.merchant_id and r.day between span.first_day and span.last_day
  group by r.product_id order by qty desc, sales desc, r.product_id limit ${TOP}
),
sellers as (
  select r.device_id, sum(r.orders) as orders,
         coalesce(sum(r.sales_minor - r.refunded_minor) filter (where o.summed), 0) as sales
  from owners o, span, device_days r
  where r.merchant_id = o.merchant_id and r.day between span.first_day and span.last_day
  group by r.device_id order by sales desc, orders desc, r.device_id limit ${TOP}
)
select span.zone, span.currency, (select count(*)::integer from owners) as owners,
       (select coalesce(json_object_agg(status, n), '{}') from machines) as machines, low.n as low,
       row_to_json(lately) as lately, trend.days,
       (select coalesce(json_agg(products), '[]') from products) as products,
       (select coalesce(json_agg(json_build_object('device_id', s.device_id, 'alias', d.alias, 'orders', s.orders,
                                                   'sales', s.sales)
                                 order by s.sales desc, s.orders desc, s.device_id), '[]')
        from sellers s left join devices d on d.device_id = s.device_id) as sellers
from span, low, lately, trend`;

interface SummaryRow {
  zone: string;
  currency: string;
  owners: number;
  machines: Partial<Record<DeviceStatus, number>>;
  low: number;
  lately: { orders_today: number; sales_today: number; refunds_today: number; sales_week: number };
  days: { day: string; orders: number; sales: number; rate: number | null }[];
  products: { product_id: string; name: string; qty: number; sales: number }[];
  sellers: { device_id: string; alias: string | null; orders: number; sales: number }[];
}

@Injectable()
export class DashboardReader {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  async summary(actor: Actor, query: DashboardQuery): Promise<DashboardSummary> {
    const now = this.clock.now();
    refuseSpan(query, now);
    const viewer = narrowed(actor, query.merchant_id);
    const parameters = [now, query.from ?? null, query.to ?? null, viewer.merchantId];
    const [row] = await this.db.for(viewer).query<SummaryRow>(summarySql, parameters);
    if (!row || row.owners === 0) throw new NotFound('No such merchant');
    return toSummary(row);
  }
}

/** As one who sees that merchant alone; another merchant does not exist for who may not see it. */
function narrowed(actor: Actor, merchantId: number | undefined): Actor {
  if (merchantId === undefined) return actor;
  if (actor.merchantId !== null && actor.merchantId !== merchantId) throw new NotFound('No such merchant');
  return actingFor(actor, merchantId);
}

function refuseSpan(query: DashboardQuery, now: Date): void {
  const to = query.to === undefined ? now : new Date(query.to);
  if (query.from === undefined) return;
  const days = (to.getTime() - Date.parse(query.from)) / DAY_MS;
  if (days < 0) throw new InvalidArgument('from is after to', { details: { field: 'from' } });
  if (days > MAX_DAYS) {
    throw new InvalidArgument(`from and to may be at most ${MAX_DAYS} days apart`, {
      details: { field: 'from' },
    });
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
    // Neither alarms nor commands are kept yet: none are open.
    alarms_open: 0,
    materials_low: row.low,
    pending_commands: 0,
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
