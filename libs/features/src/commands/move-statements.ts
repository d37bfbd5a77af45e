// SQL that moves commands. Each statement makes a CTE `moved` and ends in the same tail, which carries the move over to
// the machines' counters and the batches' counters: they can never differ from the rows. Locks are taken in one order
// everywhere (commands, machines' states, batches; each sorted), so that no two statements can wait for each other.
import {
  type CommandState,
  COMMAND_STATES,
  PHYSICAL_COMMANDS,
  RETRYABLE_COMMAND_STATES,
} from '@coffee/contract/commands';
import {
  EXCLUSIVE_COMMANDS,
  LEASE_SECONDS,
  OPEN_STATES,
  statesBefore,
  UPGRADE_LEASE_SECONDS,
} from './command-states';
import { INSTALLED } from './upgrade-statements';

const list = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
/**
 * Open commands in some states, said so that the machine's own index of open commands is the only one that fits: while
 * few wait, the indexes of the sweep look as cheap to the planner, and a cached plan would walk them when many do.
 */
const among = (alias: string, states: readonly CommandState[]): string =>
  `${alias}.status in (${list(OPEN_STATES)}) and ${alias}.status not in (${list(OPEN_STATES.filter((state) => !states.includes(state)))})`;
const EXCLUSIVE = list(EXCLUSIVE_COMMANDS);
const PHYSICAL = list(PHYSICAL_COMMANDS);
/** `case` over a command's type, aliased `alias`. */
const leaseOf = (alias: string): string =>
  `now() + case ${alias}.type when 'upgrade' then interval '${UPGRADE_LEASE_SECONDS} s' else interval '${LEASE_SECONDS} s' end`;

/** A new id whose order is that of time, so that old commands do not make new ones dearer. */
export const NEW_ID = `(lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7' ||
    substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid`;

const DELTAS = COMMAND_STATES.map(
  (state) =>
    `(count(*) filter (where m.status = '${state}') - count(*) filter (where m.was = '${state}'))::integer as ${state}`,
).join(',\n           ');
const ADDED = COMMAND_STATES.map((state) => `${state} = b.${state} + d.${state}`).join(', ');
const OPEN_AFTER = ['pending', 'queued', 'sent', 'acknowledged']
  .map((state) => `b.${state} + d.${state}`)
  .join(' + ');
const FAILURES = 'b.fail + d.fail - b.failures_forgiven';
const OUTCOMES = 'b.success + d.success + b.fail + d.fail - b.outcomes_forgiven';
/** More failures than the batch's rollout allows, once enough machines have told. */
const PAST_LIMIT = `b.status = 'running' and b.max_failure_percent is not null and d.fail > 0
    and ${OUTCOMES} >= b.min_sample and (${FAILURES}) * 100 > b.max_failure_percent * (${OUTCOMES})`;

/**
 * Follows a CTE `moved(command_id, device_id, batch_id, superseded, was, status)`; `was` is null for a new command. The
 * device's lock comes first, then the batch's.
 */
export const MOVE_TAIL = `
  device_delta as materialized (
    select m.device_id,
           (count(*) filter (where m.status = 'queued') - count(*) filter (where m.was = 'queued'))::integer as n
    from moved m group by m.device_id
    having count(*) filter (where m.status = 'queued') <> count(*) filter (where m.was = 'queued')
  ), device_locked as materialized (
    select s.device_id, d.n from device_states s join device_delta d using (device_id)
    order by s.device_id for no key update of s
  ), device_counted as (
    update device_states s set pending_commands = greatest(0, s.pending_commands + l.n)
    from device_locked l where s.device_id = l.device_id returning 1
  ), batch_delta as materialized (
    select m.batch_id,
           (count(*) filter (where m.was is null))::integer as total,
           ${DELTAS}
    from moved m where m.batch_id is not null and not m.superseded
      and (select count(*) from device_counted) >= 0
    group by m.batch_id
  ), batch_locked as materialized (
    select b.batch_id from command_batches b where b.batch_id in (select batch_id from batch_delta)
    order by b.batch_id for no key update
  ), batch_counted as (
    update command_batches b set ${ADDED}, total = b.total + d.total, updated_at = now(),
      status = case when b.status in ('running', 'paused') and ${OPEN_AFTER} = 0 then 'completed'
                    when ${PAST_LIMIT} then 'paused' else b.status end,
      paused_reason = case when ${PAST_LIMIT} and ${OPEN_AFTER} > 0
        then (${FAILURES}) || ' of ' || (${OUTCOMES}) || ' failed, more than ' || b.max_failure_percent || ' %'
        else b.paused_reason end,
      finished_at = case when b.status in ('running', 'paused') and ${OPEN_AFTER} = 0 then now() else b.finished_at end
    from batch_delta d join batch_locked l on l.batch_id = d.batch_id where b.batch_id = d.batch_id
    returning b.batch_id
  )`;

/** A paid order of the machine of `c` that has no outcome yet, other than the one the command itself makes. */
const PAID_ORDER = `exists (
    select 1 from orders o where o.device_id = c.device_id and o.ordered_at > now() - interval '1 day'
      and o.created_at > now() - interval '10 minutes' and o.payment_status = 'paid'
      and o.fulfilment_status in ('pending', 'brewing') and o.order_id is distinct from c.payload ->> 'order_id')`;
const MACHINE_BUSY = `exists (
    select 1 from commands x where x.device_id = c.device_id and ${among('x', ['sent', 'acknowledged'])}
      and x.type in (${EXCLUSIVE}) and x.command_id <> c.command_id)`;
/** The time of day in the zone of the machine's location, or its merchant's. */
const LOCAL_TIME = `(select (now() at time zone coalesce(l.time_zone, m.settings ->> 'timeZone', 'UTC'))::time
    from devices d left join locations l on l.id = d.location_id left join merchants m on m.id = d.merchant_id
    where d.device_id = c.device_id)`;
const QUIET = `(c.quiet_hours is not null and case
    when (c.quiet_hours ->> 'from')::time <= (c.quiet_hours ->> 'to')::time
      then ${LOCAL_TIME} >= (c.quiet_hours ->> 'from')::time and ${LOCAL_TIME} < (c.quiet_hours ->> 'to')::time
    else ${LOCAL_TIME} >= (c.quiet_hours ->> 'from')::time or ${LOCAL_TIME} < (c.quiet_hours ->> 'to')::time end)`;

/** Why a command waits although it is its turn, or null. `c` is the command, `b` its batch or nothing. */
export const HELD_FOR = `case
    when c.status in ('pending', 'queued') and b.status = 'paused' then 'paused'
    when c.status = 'pending' then 'stage'
    when c.status <> 'queued' then null
    when ${QUIET} then 'quiet_hours'
    when c.type in (${EXCLUSIVE}) and ${PAID_ORDER} then 'paid_order'
    when c.type in (${EXCLUSIVE}) and ${MACHINE_BUSY} then 'busy' end`;

/** No burst after a long absence: a machine gets at most this many at once. */
const DRIP = 10;
/** What one poll looks through; more than that many held ones in front would hide the rest. */
const LOOKED_AT = 500;

/**
 * A machine's poll: leases its due commands, oldest first, the first exclusive one only. $1 the device. Two polls at once
 * see the same rows, but a row that the other has locked or moved is skipped.
 */
const CLAIM = `
  with due as materialized (
    select c.command_id, c.device_id, c.type, c.payload, c.status, c.created_at
    from commands c left join command_batches b on b.batch_id = c.batch_id
    where c.device_id = $1 and ${among('c', statesBefore('sent'))} and c.expires_at > now()
      and b.status is distinct from 'paused' and not ${QUIET}
    order by c.created_at, c.command_id limit ${LOOKED_AT}
  ), ready as materialized (
    select command_id from (
      select c.command_id, c.created_at from due c where c.type not in (${EXCLUSIVE})
      union all
      select c.command_id, c.created_at from (
        select * from due where type in (${EXCLUSIVE}) order by created_at, command_id limit 1
      ) c where not ${PAID_ORDER} and not ${MACHINE_BUSY}
    ) free order by created_at, command_id limit ${DRIP}
  ), locked as materialized (
    select c.command_id, c.status as was from commands c
    where c.device_id = $1 and c.command_id in (select command_id from ready) and ${among('c', statesBefore('sent'))}
    order by c.command_id for no key update skip locked
  ), moved as (
    update commands c set status = 'sent', attempts = c.attempts + 1, sent_at = now(), updated_at = now(),
      lease_until = ${leaseOf('c')}
    from locked l where c.command_id = l.command_id
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status, c.type, c.payload, c.created_at,
              c.expires_at, c.attempts, c.max_attempts
  ), ${MOVE_TAIL}
  select command_id, device_id, batch_id, type, payload, created_at, expires_at, attempts, max_attempts
  from moved order by created_at, command_id`;

/** $1 command, $2 device. Answers the command whether it moved or not. */
const ACKNOWLEDGE = `
  with locked as materialized (
    select c.command_id, c.status as was from commands c
    where c.command_id = $1 and c.device_id = $2 and c.status in (${list(statesBefore('acknowledged'))})
    for no key update
  ), moved as (
    update commands c set status = 'acknowledged', acknowledged_at = now(), updated_at = now(),
      lease_until = ${leaseOf('c')}
    from locked l where c.command_id = l.command_id
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status
  ), ${MOVE_TAIL}
  select c.command_id, c.batch_id, c.type, c.payload, coalesce(m.status, c.status) as status,
         m.command_id is not null as moved
  from commands c left join moved m on m.command_id = c.command_id
  where c.command_id = $1 and c.device_id = $2`;

const RESULT_FROM = (status: 'success' | 'fail' | 'unsupported'): string =>
  list(['fail', ...statesBefore(status)]);

/**
 * $1 command, $2 device, $3 status, $4 result, $5 error. The first result wins, and wins over whatever the server had
 * decided; `fail` after a `fail` of the server's own keeps the state and takes the machine's reason.
 */
const RESULT = `
  with locked as materialized (
    select c.command_id, c.status as was from commands c
    where c.command_id = $1 and c.device_id = $2 and not c.has_result
      and c.status in (${[...new Set([RESULT_FROM('success'), RESULT_FROM('fail')].join(', ').split(', '))].join(', ')})
    for no key update
  ), moved as (
    update commands c set status = $3, has_result = true, result = $4::jsonb, last_error = $5, finished_at = now(),
      updated_at = now(), lease_until = null,
      late = l.was in ('fail', 'expired', 'canceled') or (l.was = 'queued' and c.attempts > 0)
    from locked l where c.command_id = l.command_id
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status, c.type, c.payload,
              c.created_at
  ), ${MOVE_TAIL}, ${INSTALLED}
  select c.command_id, c.batch_id, c.type, m.command_id is not null as moved,
         extract(epoch from now() - c.created_at)::double precision as seconds
  from commands c left join moved m on m.command_id = c.command_id
  where c.command_id = $1 and c.device_id = $2`;

const SWEPT = `select m.command_id, m.device_id, m.batch_id, m.status, m.type, m.last_error, d.merchant_id,
    extract(epoch from now() - m.created_at)::double precision as seconds
  from moved m join devices d on d.device_id = m.device_id`;

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
      finished_at = case f.next when 'queued' then null else now() end
    from locked l join lateral (
      select case when x.cancel_requested then 'canceled'
                  when x.type in (${PHYSICAL}) then 'fail'
                  when x.expires_at <= now() then 'expired'
                  when x.attempts >= x.max_attempts then 'fail'
                  else 'queued' end as next
      from commands x where x.command_id = l.command_id
    ) f on true
    where c.command_id = l.command_id
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status, c.type, c.last_error, c.created_at
  ), ${MOVE_TAIL}
  ${SWEPT}`;

/** Commands whose time was over before any machine had them, $1 at most. */
const EXPIRE = `
  with locked as materialized (
    select command_id, was from (
      select c.command_id, c.status as was from commands c
      where c.status in ('pending', 'queued') and c.expires_at <= now()
      order by c.expires_at limit $1 for no key update skip locked
    ) over order by command_id
  ), moved as (
    update commands c set status = 'expired', updated_at = now(), finished_at = now(),
      last_error = 'expired before the machine fetched it'
    from locked l where c.command_id = l.command_id
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status, c.type, c.last_error, c.created_at
  ), ${MOVE_TAIL}
  ${SWEPT}`;

/** $1 batch, $2 the open stage, $3 how many. */
const RELEASE = `
  with locked as materialized (
    select command_id, was from (
      select c.command_id, c.status as was from commands c
      where c.batch_id = $1 and c.status = 'pending' and c.stage <= $2 and c.expires_at > now()
      order by c.stage, c.device_id limit $3
    ) next order by command_id
  ), moved as (
    update commands c set status = 'queued', updated_at = now()
    from locked l where c.command_id = l.command_id and c.status = 'pending'
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status
  ), ${MOVE_TAIL}
  select m.device_id from moved m`;

/** $1 the batch: takes back what no machine has, and asks for what is out. */
const CANCEL_BATCH = `
  with locked as materialized (
    select c.command_id, c.status as was from commands c
    where c.batch_id = $1 and not c.superseded and c.status in ('pending', 'queued')
    order by c.command_id for no key update
  ), moved as (
    update commands c set status = 'canceled', updated_at = now(), finished_at = now(), cancel_requested = true
    from locked l where c.command_id = l.command_id
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status
  ), asked as (
    update commands c set cancel_requested = true, updated_at = now()
    where c.batch_id = $1 and c.status in ('sent', 'acknowledged')
  ), ${MOVE_TAIL}
  select m.device_id from moved m`;

/**
 * $1 the batch, $2 the machines or null for all: failed and expired ones again, as new commands in their places. A machine
 * answers an id that it knows with the result that it had.
 */
const RETRY_BATCH = `
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

export const COMMAND_SQL = {
  claim: { name: 'commands_claim', text: CLAIM },
  acknowledge: { name: 'commands_acknowledge', text: ACKNOWLEDGE },
  result: { name: 'commands_result', text: RESULT },
  reclaim: { name: 'commands_reclaim', text: RECLAIM },
  expire: { name: 'commands_expire', text: EXPIRE },
} as const;
/** To be narrowed with a scope over `m`. */
export const RELEASE_SQL = RELEASE;
export const CANCEL_BATCH_SQL = CANCEL_BATCH;
export const RETRY_BATCH_SQL = RETRY_BATCH;
