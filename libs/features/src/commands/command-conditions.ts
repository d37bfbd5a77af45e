// Conditions on commands in SQL: which are open, and what holds one back. `c` is the command, `b` its batch or nothing.
import type { CommandState } from '@coffee/contract/commands';
import { EXCLUSIVE_COMMANDS, OPEN_STATES } from './command-states';

/** Words as SQL literals. */
export const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/**
 * Open commands in some states, said so that the machine's own index of open commands is the only one that fits: while
 * few wait, the indexes of the sweep look as cheap to the planner, and a cached plan would walk them when many do.
 */
export const among = (alias: string, states: readonly CommandState[]): string =>
  `${alias}.status in (${list(OPEN_STATES)}) and ${alias}.status not in (${list(OPEN_STATES.filter((state) => !states.includes(state)))})`;

export const EXCLUSIVE = list(EXCLUSIVE_COMMANDS);

/** A paid order of the machine of `c` that has no outcome yet, other than the one the command itself makes. */
export const PAID_ORDER = `exists (
    select 1 from orders o where o.device_id = c.device_id and o.ordered_at > now() - interval '1 day'
      and o.created_at > now() - interval '10 minutes' and o.payment_status = 'paid'
      and o.fulfilment_status in ('pending', 'brewing') and o.order_id is distinct from c.payload ->> 'order_id')`;
export const MACHINE_BUSY = `exists (
    select 1 from commands x where x.device_id = c.device_id and ${among('x', ['sent', 'acknowledged'])}
      and x.type in (${EXCLUSIVE}) and x.command_id <> c.command_id)`;
/** By the time of day in the zone of the machine's location, or its merchant's. Said once: it costs most of the planning. */
export const QUIET = `(c.quiet_hours is not null and (
    select case when q.begins <= q.ends then q.at >= q.begins and q.at < q.ends else q.at >= q.begins or q.at < q.ends end
    from (
      select (now() at time zone coalesce(l.time_zone, m.settings ->> 'timeZone', 'UTC'))::time as at,
             (c.quiet_hours ->> 'from')::time as begins, (c.quiet_hours ->> 'to')::time as ends
      from devices d left join locations l on l.id = d.location_id left join merchants m on m.id = d.merchant_id
      where d.device_id = c.device_id
    ) q))`;

/** Why a command waits although it is its turn, or null. */
export const HELD_FOR = `case
    when c.status in ('pending', 'queued') and b.status = 'paused' then 'paused'
    when c.status = 'pending' then 'stage'
    when c.status <> 'queued' then null
    when ${QUIET} then 'quiet_hours'
    when c.type in (${EXCLUSIVE}) and ${PAID_ORDER} then 'paid_order'
    when c.type in (${EXCLUSIVE}) and ${MACHINE_BUSY} then 'busy' end`;
