// What became of orders and how soon alarms were seen: the part of the dashboard's figures that can be unknown. A share of
// nothing is no share, and what nobody told of is not taken for a success or a failure of everything.
import type { OutcomeDay, PeriodFigures } from '@coffee/contract/dashboard';
import { AlarmEntity } from '@coffee/data/entities';
import type { Scope } from '@coffee/data/tenant-db';

/** People acknowledge far fewer in any span; it keeps the read bounded all the same. */
const MOST_ALARMS = 10_000;

const SUMS = `sum(r.paid)::integer as paid_orders, sum(r.made)::integer as made, sum(r.failed)::integer as failed,
  sum(r.unheard)::integer as unheard, sum(r.declined)::integer as declined`;

/** For a statement with `span`, `owners` and a period `p`: `w` sums of orders, `k` medians of its alarms. */
export const outcomeJoins = (scope: Scope): string => `
  cross join lateral (
    select ${SUMS}
    from owners o join outcome_days r on r.merchant_id = o.merchant_id and r.day between p.first_day and p.last_day
  ) w
  cross join lateral (
    select percentile_cont(0.5) within group (order by seen.seconds) as ack,
           percentile_cont(0.5) within group (order by seen.seconds) filter (where seen.severity = 'critical') as ack_critical
    from (
      select greatest(extract(epoch from a.acked_at - a.opened_at), 0)::double precision as seconds, a.severity from alarms a
      where a.acked_at is not null and a.parent_id is null
        and a.opened_at >= p.first_day::timestamp at time zone span.zone
        and a.opened_at < (p.last_day + 1)::timestamp at time zone span.zone and ${scope(AlarmEntity, 'a')}
      order by a.opened_at desc limit ${MOST_ALARMS}
    ) seen
  ) k`;

export const OUTCOME_COLUMNS = 'w.*, k.*';

/** Days of the period `p` that have orders, oldest first; null unless it is the current one. */
export const OUTCOME_DAYS = `
  case when p.name = 'current' then (
    select coalesce(json_agg(d order by d.date), '[]') from (
      select r.day::text as date, ${SUMS}
      from owners o join outcome_days r on r.merchant_id = o.merchant_id and r.day between p.first_day and p.last_day
      group by r.day
    ) d
  ) end as days`;

/** Null where there was no order at all. */
export interface OutcomeSums {
  paid_orders: number | null;
  made: number | null;
  failed: number | null;
  unheard: number | null;
  declined: number | null;
}

export interface OutcomeRow extends OutcomeSums {
  ack: number | null;
  ack_critical: number | null;
  days: (OutcomeSums & { date: string })[] | null;
}

type Outcomes = Pick<
  PeriodFigures,
  | 'order_success_rate'
  | 'orders_failed'
  | 'orders_unheard'
  | 'payment_success_rate'
  | 'payments_declined'
  | 'ack_median_seconds'
  | 'ack_median_critical_seconds'
>;

export function toOutcomes(row: OutcomeRow): Outcomes {
  return {
    order_success_rate: orderSuccess(row),
    orders_failed: row.failed ?? 0,
    orders_unheard: row.unheard ?? 0,
    payment_success_rate: paymentSuccess(row),
    payments_declined: row.declined ?? 0,
    ack_median_seconds: row.ack,
    ack_median_critical_seconds: row.ack_critical,
  };
}

export function toOutcomeDays({ days }: OutcomeRow): OutcomeDay[] {
  return (days ?? []).map((day) => ({
    date: day.date,
    order_success_rate: orderSuccess(day),
    payment_success_rate: paymentSuccess(day),
  }));
}

function orderSuccess({ made, failed, unheard }: OutcomeSums): number | null {
  const heard = (made ?? 0) + (failed ?? 0);
  return heard > 0 ? (made ?? 0) / (heard + (unheard ?? 0)) : null;
}

function paymentSuccess({ paid_orders, declined }: OutcomeSums): number | null {
  const ended = (paid_orders ?? 0) + (declined ?? 0);
  return ended > 0 ? (paid_orders ?? 0) / ended : null;
}
