// The clock's side of commands in SQL: leases that are over, commands that nobody fetched in time.
import { PHYSICAL_COMMANDS } from '@coffee/contract/commands';
import { list } from './command-conditions';
import { statesBefore } from './command-states';
import { MOVE_TAIL } from './move-tail';

const SWEPT = `select m.command_id, m.device_id, m.batch_id, m.status, m.type, m.last_error, m.last_error_code,
    d.merchant_id,
    extract(epoch from now() - m.created_at)::double precision as seconds
  from moved m join devices d on d.device_id = m.device_id`;

/** Follows a CTE `moved` with `last_error`: what the clock ends has an entry in the statement that ends it. */
const AUDITED = `ended_by_time as (
    insert into audit_entries (action, target_type, target_id, summary, before, after, source, actor_name, merchant_id)
    select case m.status when 'fail' then 'command.failed' else 'command.' || m.status end, 'device', m.device_id,
           'The command ' || m.type || ' ended by itself: ' || coalesce(m.last_error, m.status),
           jsonb_build_object('status', m.was),
           jsonb_build_object('status', m.status, 'command_id', m.command_id, 'type', m.type, 'batch_id', m.batch_id,
                              'last_error_code', m.last_error_code), 'system', 'system', d.merchant_id
    from moved m join devices d on d.device_id = m.device_id where m.status <> 'queued'
  )`;

/**
 * Leases that are over, $1 at most. What may be repeated waits for the machine again; what has a physical effect is never
 * handed out twice; what was asked back is canceled, for the machine did not say otherwise.
 */
const RECLAIM = `
  with locked as materialized (
    select command_id, was from (
      select c.command_id, c.status as was from commands c
      where c.status in (${list(statesBefore('queued').filter((state) => state !== 'pending'))}) and c.lease_until <= now()
      order by c.lease_until limit $1 for no key update skip locked
    ) over order by command_id
  ), moved as (
    update commands c set
      status = f.next, updated_at = now(), lease_until = null,
      last_error = case f.next when 'fail' then 'no result' when 'expired' then 'expired without a result'
                   else c.last_error end,
      last_error_code = case f.next when 'fail' then 'no_result' when 'expired' then 'expired_without_result'
                        else c.last_error_code end,
      finished_at = case f.next when 'queued' then null else now() end
    from locked l join lateral (
      select case when x.cancel_requested then 'canceled'
                  when x.type in (${list(PHYSICAL_COMMANDS)}) then 'fail'
                  when x.expires_at <= now() then 'expired'
                  when x.attempts >= x.max_attempts then 'fail'
                  else 'queued' end as next
      from commands x where x.command_id = l.command_id
    ) f on true
    where c.command_id = l.command_id
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status, c.type, c.last_error, c.last_error_code,
              c.created_at
  ), ${MOVE_TAIL}, ${AUDITED}
  ${SWEPT}`;

/** Commands whose time was over while no machine had them, $1 at most. */
const EXPIRE = `
  with locked as materialized (
    select command_id, was from (
      select c.command_id, c.status as was from commands c
      where c.status in ('pending', 'queued') and c.expires_at <= now()
      order by c.expires_at limit $1 for no key update skip locked
    ) over order by command_id
  ), moved as (
    update commands c set status = 'expired', updated_at = now(), finished_at = now(),
      last_error = case c.attempts when 0 then 'expired before the machine fetched it'
                   else 'expired without a result' end,
      last_error_code = case c.attempts when 0 then 'expired_unfetched' else 'expired_without_result' end
    from locked l where c.command_id = l.command_id
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status, c.type, c.last_error, c.last_error_code,
              c.created_at
  ), ${MOVE_TAIL}, ${AUDITED}
  ${SWEPT}`;

export const SWEEP_SQL = {
  reclaim: { name: 'commands_reclaim', text: RECLAIM },
  expire: { name: 'commands_expire', text: EXPIRE },
} as const;
