// What the dashboard shows beside the summary: figures with those of the span before, hours of the week and of the day, and
// which alarms there were. All of it from sums by day and hour.
import type {
  DashboardAlarms,
  DashboardFigures,
  DashboardHours,
  DashboardQuery,
  PeriodFigures,
} from '@coffee/contract/dashboard';
import type { AlarmType } from '@coffee/contract/alarms';
import { formatMoney } from '@coffee/contract/money';
import { AlarmDayEntity, MerchantEntity, MerchantDayEntity } from '@coffee/data/entities';
import { type Scope, TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { NotFound } from '@coffee/platform/errors';
import { SharedRead } from '@coffee/platform/shared-read';
import { Injectable } from '@nestjs/common';
import {
  OUTCOME_COLUMNS,
  OUTCOME_DAYS,
  outcomeJoins,
  type OutcomeRow,
  toOutcomeDays,
  toOutcomes,
} from './dashboard-outcomes';
import { narrowed, refuseSpan, SPAN_SQL } from './dashboard-span';

/** Merchants within reach (0: machines that nobody owns), and whether their money is in the currency of the sums. */
const OWNERS = (scope: Scope): string => `owners as materialized (
  select m.id as merchant_id, coalesce(m.settings->>'currency', span.currency) = span.currency as summed
  from merchants m, span where ${scope(MerchantEntity, 'm')}
  union all
  select nobody.merchant_id, true from (select 0 as merchant_id) nobody where ${scope(MerchantDayEntity, 'nobody')}
)`;

const FIGURES = (scope: Scope): string => `${SPAN_SQL} ${OWNERS(scope)},
  periods as materialized (
    select 'current' as name, first_day, last_day from span
    union all select 'previous', first_day - (last_day - first_day + 1), first_day - 1 from span
  )
  select p.name, p.first_day::text as first_day, p.last_day::text as last_day, span.currency, span.zone, m.*, c.cups, n.alarms,
         ${OUTCOME_COLUMNS}, ${OUTCOME_DAYS},
         (select count(*)::integer from owners) as owners
  from span cross join periods p
  cross join lateral (
    select coalesce(sum(r.orders), 0)::integer as orders, coalesce(sum(r.sales_minor) filter (where o.summed), 0) as paid,
           coalesce(sum(r.refunded_minor) filter (where o.summed), 0) as refunded,
           coalesce(sum(r.orders) filter (where o.summed), 0)::integer as summed_orders
    from owners o join merchant_days r on r.merchant_id = o.merchant_id and r.day between p.first_day and p.last_day
  ) m
  cross join lateral (
    select coalesce(sum(r.qty), 0)::integer as cups
    from owners o join product_days r on r.merchant_id = o.merchant_id and r.day between p.first_day and p.last_day
  ) c
  cross join lateral (
    select coalesce(sum(r.opened), 0)::integer as alarms
    from owners o join alarm_days r on r.merchant_id = o.merchant_id and r.day between p.first_day and p.last_day
  ) n${outcomeJoins(scope)}`;

const HOURS = (scope: Scope): string => `${SPAN_SQL} ${OWNERS(scope)},
  hours as materialized (
    select r.day, r.hour, sum(r.orders)::integer as orders, coalesce(sum(r.sales_minor) filter (where o.summed), 0) as sales
    from owners o, span, merchant_hours r
    where r.merchant_id = o.merchant_id and (r.day between span.first_day and span.last_day or r.day = span.last_day - 7)
      and r.orders > 0
    group by r.day, r.hour
  )
  select span.currency, span.zone, span.last_day::text as day, (span.last_day - 7)::text as before,
    (select count(*)::integer from owners) as owners,
    (select coalesce(json_agg(w order by w.weekday, w.hour), '[]') from (
       select extract(isodow from h.day)::integer as weekday, h.hour, sum(h.orders)::integer as orders, sum(h.sales) as sales
       from hours h where h.day >= span.first_day group by 1, 2) w) as week,
    (select json_agg(json_build_object('hour', n, 'orders', coalesce(t.orders, 0), 'sales', coalesce(t.sales, 0),
              'previous_orders', coalesce(b.orders, 0), 'previous_sales', coalesce(b.sales, 0)) order by n)
     from generate_series(0, 23) n left join hours t on t.day = span.last_day and t.hour = n
     left join hours b on b.day = span.last_day - 7 and b.hour = n) as hours
  from span`;

const ALARMS = (scope: Scope): string => `${SPAN_SQL}
  sums as (
    select r.type, sum(r.opened)::integer as opened, sum(r.critical)::integer as critical
    from span, alarm_days r where r.day between span.first_day and span.last_day and ${scope(AlarmDayEntity, 'r')}
    group by r.type
  )
  select * from sums order by opened desc, type`;

interface FiguresRow extends OutcomeRow {
  name: 'current' | 'previous';
  first_day: string;
  last_day: string;
  currency: string;
  zone: string;
  owners: number;
  orders: number;
  summed_orders: number;
  paid: number;
  refunded: number;
  cups: number;
  alarms: number;
}

interface HoursRow {
  currency: string;
  zone: string;
  day: string;
  before: string;
  owners: number;
  week: { weekday: number; hour: number; orders: number; sales: number }[];
  hours: { hour: number; orders: number; sales: number; previous_orders: number; previous_sales: number }[];
}

@Injectable()
export class DashboardPeriods {
  private readonly shared = new SharedRead<object>();

  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  figures(actor: Actor, query: DashboardQuery): Promise<DashboardFigures> {
    return this.once('figures', actor, query, async (viewer, parameters) => {
      const rows = await this.db.for(viewer).query<FiguresRow>(FIGURES, parameters);
      const [current, previous] = [rows.find(isNamed('current')), rows.find(isNamed('previous'))];
      if (!current || !previous || current.owners === 0) throw new NotFound('No such merchant');
      return {
        current: toFigures(current),
        previous: toFigures(previous),
        days: toOutcomeDays(current),
        from_day: current.first_day,
        to_day: current.last_day,
        previous_from_day: previous.first_day,
        previous_to_day: previous.last_day,
        currency: current.currency,
        time_zone: current.zone,
      };
    });
  }

  hours(actor: Actor, query: DashboardQuery): Promise<DashboardHours> {
    return this.once('hours', actor, query, async (viewer, parameters) => {
      const [row] = await this.db.for(viewer).query<HoursRow>(HOURS, parameters);
      if (!row || row.owners === 0) throw new NotFound('No such merchant');
      return {
        week: row.week.map((hour) => ({ ...hour, sales: formatMoney(hour.sales) })),
        day: row.hours.map((hour) => ({
          ...hour,
          sales: formatMoney(hour.sales),
          previous_sales: formatMoney(hour.previous_sales),
        })),
        day_date: row.day,
        previous_date: row.before,
        currency: row.currency,
        time_zone: row.zone,
      };
    });
  }

  alarms(actor: Actor, query: DashboardQuery): Promise<DashboardAlarms> {
    return this.once('alarms', actor, query, async (viewer, parameters) => ({
      types: await this.db
        .for(viewer)
        .query<{ type: AlarmType; opened: number; critical: number }>(ALARMS, parameters),
    }));
  }

  /** Every open dashboard of a merchant asks again at the same live event. */
  private once<T extends object>(
    name: string,
    actor: Actor,
    query: DashboardQuery,
    read: (viewer: Actor, parameters: unknown[]) => Promise<T>,
  ): Promise<T> {
    refuseSpan(query, this.clock.now());
    const viewer = narrowed(actor, query.merchant_id);
    const parameters = [this.clock.now(), query.from ?? null, query.to ?? null, viewer.merchantId];
    const key = JSON.stringify([name, viewer.merchantId, query.from, query.to]);
    return this.shared.read(key, () => read(viewer, parameters)) as Promise<T>;
  }
}

const isNamed =
  (name: FiguresRow['name']) =>
  (row: FiguresRow): boolean =>
    row.name === name;

function toFigures(row: FiguresRow): PeriodFigures {
  return {
    orders: row.orders,
    cups: row.cups,
    sales: formatMoney(row.paid - row.refunded),
    refunds: formatMoney(row.refunded),
    refund_rate: row.paid > 0 ? row.refunded / row.paid : null,
    average_order: row.summed_orders > 0 ? formatMoney(Math.round(row.paid / row.summed_orders)) : null,
    alarms_opened: row.alarms,
    ...toOutcomes(row),
  };
}
