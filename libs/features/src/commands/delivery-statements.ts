// A machine's side of commands in SQL: what a poll leases, acknowledgements, results.
import { EXCLUSIVE, MACHINE_BUSY, PAID_ORDER, QUIET, among, list } from './command-conditions';
import { LEASE_SECONDS, statesBefore, UPGRADE_LEASE_SECONDS } from './command-states';
import { MOVE_TAIL } from './move-tail';
import { INSTALLED } from './upgrade-statements';

/** `case` over a command's type, aliased `alias`. */
const leaseOf = (alias: string): string =>
  `now() + case ${alias}.type when 'upgrade' then interval '${UPGRADE_LEASE_SECONDS} s' else interval '${LEASE_SECONDS} s' end`;

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
    update commands c set status = $3, has_result = true, result = $4::jsonb, last_error = $5, last_error_code = null, finished_at = now(),
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

export const DELIVERY_SQL = {
  claim: { name: 'commands_claim', text: CLAIM },
  acknowledge: { name: 'commands_acknowledge', text: ACKNOWLEDGE },
  result: { name: 'commands_result', text: RESULT },
} as const;
