// What people and rollouts do to the commands of a batch, in SQL. Each is to be narrowed with a scope over `m`.
import { RETRYABLE_COMMAND_STATES } from '@coffee/contract/commands';
import { NEW_ID } from '@coffee/data/new-id';
import { list } from './command-conditions';
import { OPEN_STATES } from './command-states';
import { MOVE_TAIL } from './move-tail';

/** $1 batch, $2 the open stage, $3 how many. */
export const RELEASE_SQL = `
  with next as materialized (
    select c.command_id from commands c
    where c.batch_id = $1 and c.status = 'pending' and c.stage <= $2 and c.expires_at > now()
    order by c.stage, c.device_id limit $3
  ), locked as materialized (
    select c.command_id, c.status as was from commands c
    where c.command_id in (select command_id from next) and c.status = 'pending'
    order by c.command_id for no key update
  ), moved as (
    update commands c set status = 'queued', updated_at = now()
    from locked l where c.command_id = l.command_id
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status
  ), ${MOVE_TAIL}
  select m.device_id from moved m`;

/**
 * $1 the batch: takes back what no machine has, and asks for what is out. All its open commands are locked before anything
 * is counted: a result that holds its command waits for the batch's counters, and must find them free.
 */
export const CANCEL_BATCH_SQL = `
  with locked as materialized (
    select c.command_id, c.status as was from commands c
    where c.batch_id = $1 and not c.superseded and c.status in (${list(OPEN_STATES)})
    order by c.command_id for no key update
  ), moved as (
    update commands c set status = 'canceled', updated_at = now(), finished_at = now(), cancel_requested = true
    from locked l where c.command_id = l.command_id and l.was in ('pending', 'queued')
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status
  ), asked as (
    update commands c set cancel_requested = true, updated_at = now()
    from locked l where c.command_id = l.command_id and l.was in ('sent', 'acknowledged')
  ), ${MOVE_TAIL}
  select m.device_id from moved m`;

/**
 * $1 the batch, $2 the machines or null for all: failed and expired ones again, as new commands in their places. A machine
 * answers an id that it knows with the result that it had.
 */
export const RETRY_BATCH_SQL = `
  with old as materialized (
    select c.* from commands c
    where c.batch_id = $1 and not c.superseded and c.status in (${list(RETRYABLE_COMMAND_STATES)})
      and ($2::text[] is null or c.device_id = any($2))
    order by c.command_id for no key update
  ), replaced as (
    update commands c set superseded = true from old where c.command_id = old.command_id
  ), fresh as (
    insert into commands (command_id, device_id, batch_id, stage, type, payload, status, max_attempts, expires_at,
                          quiet_hours, actor, actor_id)
    select ${NEW_ID}, old.device_id, old.batch_id, old.stage, old.type, old.payload, 'queued', old.max_attempts,
           now() + (old.expires_at - old.created_at), old.quiet_hours, $3, $4::integer from old
    returning command_id, device_id, batch_id, superseded, status
  ), moved as materialized (
    select f.command_id, f.device_id, f.batch_id, f.superseded, old.status as was, f.status
    from fresh f join old using (device_id)
  ), ${MOVE_TAIL}
  select m.device_id from moved m`;
