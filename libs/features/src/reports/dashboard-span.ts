// Whose days a dashboard shows, and which: the same for everything on it.
import type { DashboardQuery } from '@coffee/contract/dashboard';
import { type Actor, actingFor } from '@coffee/platform/context';
import { InvalidArgument, NotFound } from '@coffee/platform/errors';
import { FLEET_DEFAULTS } from './fleet-defaults';

const DAY_MS = 86_400_000;
const MAX_DAYS = 400;
const DEFAULT_DAYS = 7;

/** CTEs `fleet`, `place` and `span`: zone, currency, today, first and last day. $1: now, $2 and $3: ends or null, $4: the merchant or null. */
export const SPAN_SQL = `with fleet as materialized (${FLEET_DEFAULTS}),
place as materialized (
  select coalesce(m.settings->>'timeZone', f.zone) as zone, coalesce(m.settings->>'currency', f.currency) as currency
  from fleet f left join merchants m on m.id = $4::integer
),
span as materialized (
  select zone, currency, today, last_day,
         coalesce(($2::timestamptz at time zone zone)::date, last_day - ${DEFAULT_DAYS - 1}) as first_day
  from (
    select zone, currency, ($1::timestamptz at time zone zone)::date as today,
           (coalesce($3::timestamptz, $1::timestamptz) at time zone zone)::date as last_day
    from place
  ) ends
),`;

/** As one who sees that merchant alone; another merchant does not exist for who may not see it. */
export function narrowed(actor: Actor, merchantId: number | undefined): Actor {
  if (merchantId === undefined) return actor;
  if (actor.merchantId !== null && actor.merchantId !== merchantId) throw new NotFound('No such merchant');
  return actingFor(actor, merchantId);
}

export function refuseSpan(query: DashboardQuery, now: Date): void {
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
