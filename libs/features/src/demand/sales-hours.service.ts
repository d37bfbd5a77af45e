// Paid orders by the hour, for profiles and for the hours of the week on the dashboard. The ingest of orders does not know of
// them: a sweep looks which hours got orders since it last looked, and writes those hours anew from the orders. So it may
// run twice, late, or die at any line.
import { PAID_STATUSES } from '@coffee/contract/orders';
import { DeviceHourEntity, MerchantHourEntity, OrderEntity } from '@coffee/data/entities';
import { markSwept, sweptThrough } from '@coffee/data/sweep-marks';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { FLEET_DEFAULTS } from '../reports';
import { HISTORY_DAYS } from './week-profile';

const MARK = 'sales_hours';
/** An order is visible only after its transaction; one that takes longer than this is found by `rebuild`. */
const OVERLAP = `interval '5 minutes'`;
/** A week more than profiles look back. */
const KEPT = `interval '${HISTORY_DAYS + 7} days'`;
const HISTORY = `interval '400 days'`;

/** Orders that count, with the hour they fall into. $1: paid statuses. */
const sold = (where: string, scope: string): string => `
  select o.device_id, date_trunc('hour', o.ordered_at, 'UTC') as utc_hour, coalesce(o.merchant_id, 0) as owner,
         (o.ordered_at at time zone coalesce(m.settings->>'timeZone', f.zone))::date as day,
         extract(hour from o.ordered_at at time zone coalesce(m.settings->>'timeZone', f.zone))::smallint as hour,
         case when o.currency = coalesce(m.settings->>'currency', f.currency) then o.total_minor else 0 end as minor
  from orders o cross join (${FLEET_DEFAULTS}) f left join merchants m on m.id = o.merchant_id
  where not o.is_test and o.payment_status = any($1) and ${where} and ${scope}`;

export interface HourDifference {
  merchantId: number;
  day: string;
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
      const through = await sweptThrough(tx, MARK);
      if (through) await this.writeSince(tx, through);
      else await this.writeAll(tx, null, now);
      await markSwept(tx, MARK, now);
    });
  }

  /** Old hours of machines are of no use to a profile. */
  async forget(): Promise<void> {
    await this.db
      .for(systemActor())
      .query(
        (scope) =>
          `delete from device_hours h where h.hour < $1::timestamptz - ${KEPT} and ${scope(DeviceHourEntity, 'h')}`,
        [this.clock.now()],
      );
  }

  /** Anew from the orders, for one merchant (0: machines that nobody owns) or for all: its zone or currency may have changed. */
  async rebuild(merchantId: number | null): Promise<void> {
    await this.db.transaction(systemActor(), (tx) => this.writeAll(tx, merchantId, this.clock.now()));
  }

  /** Days of the last weeks whose hours do not add up to their orders; what was ordered after the last sweep is left out. */
  async differences(): Promise<HourDifference[]> {
    const through = await sweptThrough(this.db.for(systemActor()), MARK);
    if (!through) return [];
    return this.db.for(systemActor()).query<HourDifference>(
      (scope) => `
        with s as (${sold(`o.ordered_at >= $2::timestamptz - ${KEPT} and o.ordered_at < $2::timestamptz - interval '1 hour'`, scope(OrderEntity, 'o'))}),
        e as (select owner, day, hour, count(*)::integer as n from s group by 1, 2, 3)
        select e.owner as "merchantId", e.day::text as day, sum(e.n)::integer as expected,
               coalesce(sum(h.orders), 0)::integer as found
        from e left join merchant_hours h on h.merchant_id = e.owner and h.day = e.day and h.hour = e.hour
        where e.day > (select min(day) from e) and e.day < (select max(day) from e)
        group by 1, 2 having sum(e.n) <> coalesce(sum(h.orders), 0) order by 1, 2`,
      [PAID_STATUSES, through],
    );
  }

  /** The hours that have got an order since, whatever the order's own time. */
  private async writeSince(tx: TenantTx, since: Date): Promise<void> {
    const fresh = `o.created_at > $2::timestamptz - ${OVERLAP}`;
    await tx.query(
      (scope) => `
        with touched as materialized (
          select distinct o.device_id, date_trunc('hour', o.ordered_at, 'UTC') as hour from orders o
          where ${fresh} and ${scope(OrderEntity, 'o')}
        ), sums as (
          select t.device_id, t.hour, count(s.minor)::integer as orders, coalesce(sum(s.minor), 0) as minor
          from touched t cross join lateral (
            ${sold(`o.device_id = t.device_id and o.ordered_at >= t.hour and o.ordered_at < t.hour + interval '1 hour'`, 'true')}
          ) s group by 1, 2
        )
        insert into device_hours (device_id, hour, orders, sales_minor)
        select device_id, hour, orders, minor from sums order by 1, 2
        on conflict (device_id, hour) do update set orders = excluded.orders, sales_minor = excluded.sales_minor`,
      [PAID_STATUSES, since],
    );
    await tx.query(
      (scope) => `
        with touched as materialized (
          select distinct coalesce(o.merchant_id, 0) as owner, date_trunc('hour', o.ordered_at at time zone z.zone) as local, z.zone
          from orders o cross join (${FLEET_DEFAULTS}) f left join merchants m on m.id = o.merchant_id
          cross join lateral (select coalesce(m.settings->>'timeZone', f.zone) as zone) z
          where ${fresh} and ${scope(OrderEntity, 'o')}
        ), sums as (
          select t.owner, t.local, count(s.minor)::integer as orders, coalesce(sum(s.minor), 0) as minor
          from touched t cross join lateral (
            ${sold(
              `(o.merchant_id = t.owner or (t.owner = 0 and o.merchant_id is null))
               and o.ordered_at >= (t.local at time zone t.zone) - interval '1 hour'
               and o.ordered_at < (t.local at time zone t.zone) + interval '2 hours'
               and date_trunc('hour', o.ordered_at at time zone t.zone) = t.local`,
              'true',
            )}
          ) s group by 1, 2
        )
        insert into merchant_hours (merchant_id, day, hour, orders, sales_minor)
        select owner, local::date, extract(hour from local)::smallint, orders, minor from sums order by 1, 2, 3
        on conflict (merchant_id, day, hour) do update set orders = excluded.orders, sales_minor = excluded.sales_minor`,
      [PAID_STATUSES, since],
    );
  }

  private async writeAll(tx: TenantTx, merchantId: number | null, now: Date): Promise<void> {
    const owned = '($2::integer is null or coalesce(o.merchant_id, 0) = $2)';
    await tx.query(
      (scope) => `delete from merchant_hours h where ($1::integer is null or h.merchant_id = $1)
        and ${scope(MerchantHourEntity, 'h')}`,
      [merchantId],
    );
    await tx.query(
      (scope) => `
        insert into merchant_hours (merchant_id, day, hour, orders, sales_minor)
        select owner, day, hour, count(*), sum(minor)
        from (${sold(`${owned} and o.ordered_at > $3::timestamptz - ${HISTORY}`, scope(OrderEntity, 'o'))}) s
        group by 1, 2, 3`,
      [PAID_STATUSES, merchantId, now],
    );
    await tx.query(
      (scope) => `
        insert into device_hours (device_id, hour, orders, sales_minor)
        select device_id, utc_hour, count(*), sum(minor)
        from (${sold(`${owned} and o.ordered_at > $3::timestamptz - ${KEPT}`, scope(OrderEntity, 'o'))}) s
        group by 1, 2 order by 1, 2
        on conflict (device_id, hour) do update set orders = excluded.orders, sales_minor = excluded.sales_minor`,
      [PAID_STATUSES, merchantId, now],
    );
  }
}
