// The day sums anew from the orders: what the order ingest keeps by adding. For repairs, for a merchant that changed its
// zone or currency, and to prove that nothing was lost.
import { PAID_STATUSES } from '@coffee/contract/orders';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FLEET_DEFAULTS } from './fleet-defaults';

const CHUNK_DAYS = 31;
const DAY_MS = 86_400_000;

export interface RollupDifference {
  table: 'merchant_days' | 'device_days' | 'product_days';
  merchantId: number;
  day: string;
  /** The machine or the product; empty for a merchant's day. */
  key: string;
  /** What the orders say, and what the sums say; null where there is no row. */
  expected: Record<string, number> | null;
  found: Record<string, number> | null;
}

type Progress = (done: number, total: number) => void | Promise<void>;

/** $1 and $2: first and last day, $3: merchant or null for all, $4: what counts as paid. */
const RAW = `
  fleet as materialized (${FLEET_DEFAULTS}),
  sold as materialized (
    select * from (
      select o.id, o.device_id, o.total_minor, coalesce(o.merchant_id, 0) as owner,
             (o.ordered_at at time zone coalesce(m.settings->>'timeZone', fleet.zone))::date as day,
             o.currency = coalesce(m.settings->>'currency', fleet.currency) as summed, o.refunded_minor
      from orders o cross join fleet left join merchants m on m.id = o.merchant_id
      where not o.is_test and o.payment_status = any($4)
        and o.ordered_at >= $1::date - interval '2 days' and o.ordered_at < $2::date + interval '2 days'
    ) counted
    where day between $1::date and $2::date and ($3::integer is null or owner = $3)
  ),
  merchant_sums as (
    select owner as merchant_id, day, count(*)::integer as orders,
           coalesce(sum(total_minor) filter (where summed), 0)::bigint as sales_minor,
           coalesce(sum(refunded_minor) filter (where summed), 0)::bigint as refunded_minor
    from sold group by 1, 2
  ),
  device_sums as (
    select device_id, day, owner as merchant_id, count(*)::integer as orders,
           coalesce(sum(total_minor) filter (where summed), 0)::bigint as sales_minor,
           coalesce(sum(refunded_minor) filter (where summed), 0)::bigint as refunded_minor
    from sold group by 1, 2, 3
  ),
  product_sums as (
    select s.owner as merchant_id, s.day, i.product_id, max(i.name) as name, sum(i.qty)::integer as qty,
           coalesce(sum(least(i.qty * i.unit_price_minor, s.total_minor)) filter (where s.summed), 0)::bigint as sales_minor
    from sold s join order_items i on i.order_id = s.id group by 1, 2, 3
  )`;

const HELD = `r.day between $1::date and $2::date and ($3::integer is null or r.merchant_id = $3)`;

function compare(table: string, sums: string, key: string, columns: string[]): string {
  const fields = (alias: string) => columns.map((column) => `'${column}', ${alias}.${column}`).join(', ');
  const differ = columns.map((column) => `e.${column} is distinct from r.${column}`).join(' or ');
  const on = key === '' ? '' : `and e.${key} = r.${key}`;
  return `
    select '${table}' as table, coalesce(e.merchant_id, r.merchant_id) as "merchantId",
           coalesce(e.day, r.day)::text as day, ${key === '' ? `''` : `coalesce(e.${key}, r.${key})`} as key,
           case when e.day is not null then jsonb_build_object(${fields('e')}) end as expected,
           case when r.day is not null then jsonb_build_object(${fields('r')}) end as found
    from ${sums} e full join (select * from ${table} r where ${HELD}) r
      on e.merchant_id = r.merchant_id and e.day = r.day ${on}
    where ${differ}`;
}

const DIFFERENCES = `with ${RAW}
  ${compare('merchant_days', 'merchant_sums', '', ['orders', 'sales_minor', 'refunded_minor'])}
  union all ${compare('device_days', 'device_sums', 'device_id', ['orders', 'sales_minor', 'refunded_minor'])}
  union all ${compare('product_days', 'product_sums', 'product_id', ['qty', 'sales_minor'])}
  order by 1, 2, 3, 4`;

const REBUILD = `with ${RAW},
  merchants_done as (insert into merchant_days (merchant_id, day, orders, sales_minor, refunded_minor)
    select merchant_id, day, orders, sales_minor, refunded_minor from merchant_sums),
  devices_done as (insert into device_days (device_id, day, merchant_id, orders, sales_minor, refunded_minor)
    select device_id, day, merchant_id, orders, sales_minor, refunded_minor from device_sums)
  insert into product_days (merchant_id, day, product_id, name, qty, sales_minor)
  select merchant_id, day, product_id, name, qty, sales_minor from product_sums`;

@Injectable()
export class RollupsService {
  constructor(private readonly dataSource: DataSource) {}

  /** Writes the sums of the days anew, for one merchant (0: machines that nobody owns) or for all. Days are `YYYY-MM-DD`. */
  async rebuild(
    merchantId: number | null,
    fromDay: string,
    toDay: string,
    onProgress?: Progress,
  ): Promise<void> {
    const days = daysBetween(fromDay, toDay);
    for (const [index, day] of days.entries()) {
      await this.rebuildDay(merchantId, day);
      await onProgress?.(index + 1, days.length);
    }
  }

  /** Where the sums are not what the orders say; empty when all is well. */
  async differences(): Promise<RollupDifference[]> {
    const span = await this.span();
    if (!span) return [];
    const found: RollupDifference[] = [];
    const days = daysBetween(span.first, span.last);
    for (let at = 0; at < days.length; at += CHUNK_DAYS) {
      const chunk = days.slice(at, at + CHUNK_DAYS);
      const parameters = [chunk[0], chunk.at(-1), null, PAID_STATUSES];
      found.push(...(await this.dataSource.query<RollupDifference[]>(DIFFERENCES, parameters)));
    }
    return found;
  }

  /** Every day that has orders or sums. */
  async span(): Promise<{ first: string; last: string } | null> {
    const [row] = await this.dataSource.query<{ first: string | null; last: string | null }[]>(`
      select least((select min(ordered_at)::date - 1 from orders), (select min(day) from merchant_days),
                   (select min(day) from device_days), (select min(day) from product_days))::text as first,
             greatest((select max(ordered_at)::date + 1 from orders), (select max(day) from merchant_days),
                      (select max(day) from device_days), (select max(day) from product_days))::text as last`);
    return row?.first && row.last ? { first: row.first, last: row.last } : null;
  }

  /**
   * The lock holds the ingest off for this one day's work: every ingest statement writes `merchant_days`, so locking that
   * table alone is enough, and locking only one cannot end in a deadlock.
   */
  private rebuildDay(merchantId: number | null, day: string): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('lock table merchant_days in exclusive mode');
      for (const table of ['merchant_days', 'device_days', 'product_days']) {
        await manager.query(
          `delete from ${table} r where r.day = $1::date and ($2::integer is null or r.merchant_id = $2)`,
          [day, merchantId],
        );
      }
      await manager.query(REBUILD, [day, day, merchantId, PAID_STATUSES]);
    });
  }
}

function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  const end = Date.parse(`${last}T00:00:00Z`);
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= end; at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}
