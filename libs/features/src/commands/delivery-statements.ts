// Machines' side of commands in SQL: what polls lease, acknowledgements, results; those of one moment in one statement.
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
 * Machines' polls, each once: lease their due commands, oldest first, of each machine the first exclusive one only. $1 the
 * machines. Two polls at once see the same rows, but a row that the other has locked or moved is skipped.
 */
const CLAIM = `
  with ready as materialized (
    select r.command_id from unnest($1::text[]) as asked (device_id) cross join lateral (
      with due as materialized (
        select c.command_id, c.device_id, c.type, c.payload, c.status, c.created_at
        from commands c left join command_batches b on b.batch_id = c.batch_id
        where c.device_id = asked.device_id and ${among('c', statesBefore('sent'))} and c.expires_at > now()
          and b.status is distinct from 'paused' and not ${QUIET}
        order by c.created_at, c.command_id limit ${LOOKED_AT}
      )
      select command_id from (
        select c.command_id, c.created_at from due c where c.type not in (${EXCLUSIVE})
        union all
        select c.command_id, c.created_at from (
          select * from due where type in (${EXCLUSIVE}) order by created_at, command_id limit 1
        ) c where not ${PAID_ORDER} and not ${MACHINE_BUSY}
      ) free order by created_at, command_id limit ${DRIP}
    ) r
  ), locked as materialized (
    select c.command_id, c.status as was from commands c
    where c.command_id in (select command_id from ready) and ${among('c', statesBefore('sent'))}
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

/** $1 commands, $2 their machines. Answers each that the machine has, in the order asked, whether it moved or not. */
const ACKNOWLEDGE = `
  with asked as materialized (
    select * from unnest($1::uuid[], $2::text[]) with ordinality as a (command_id, device_id, place)
  ), locked as materialized (
    select c.command_id, c.status as was from commands c join asked a using (command_id, device_id)
    where c.status in (${list(statesBefore('acknowledged'))})
    order by c.command_id for no key update of c
  ), moved as (
    update commands c set status = 'acknowledged', acknowledged_at = now(), updated_at = now(),
      lease_until = ${leaseOf('c')}
    from locked l where c.command_id = l.command_id
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status
  ), ${MOVE_TAIL}
  select a.place::integer as place, c.command_id, c.batch_id, c.type, c.payload,
         coalesce(m.status, c.status) as status, m.command_id is not null as moved
  from asked a join commands c using (command_id, device_id) left join moved m on m.command_id = c.command_id`;

const FINAL = [...new Set(['fail', ...statesBefore('success'), ...statesBefore('fail')])];

/**
 * $1 commands, $2 their machines (each once), $3 statuses, $4 results, $5 errors. The first result wins, and wins over
 * whatever the server had decided; `fail` after a `fail` of the server's own keeps the state and takes the machine's
 * reason.
 */
const RESULT = `
  with told as materialized (
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) with ordinality
      as t (command_id, device_id, status, result, error, place)
  ), locked as materialized (
    select c.command_id, c.status as was, t.status, t.result, t.error
    from commands c join told t using (command_id, device_id)
    where not c.has_result and c.status in (${list(FINAL)})
    order by c.command_id for no key update of c
  ), moved as (
    update commands c set status = l.status, has_result = true, result = l.result::jsonb, last_error = l.error,
      last_error_code = null, finished_at = now(), updated_at = now(), lease_until = null,
      late = l.was in ('fail', 'expired', 'canceled') or (l.was = 'queued' and c.attempts > 0)
    from locked l where c.command_id = l.command_id
    returning c.command_id, c.device_id, c.batch_id, c.superseded, l.was, c.status, c.type, c.payload,
              c.created_at
  ), ${MOVE_TAIL}, ${INSTALLED}
  select t.place::integer as place, c.command_id, c.batch_id, c.type, m.command_id is not null as moved,
         extract(epoch from now() - c.created_at)::double precision as seconds
  from told t join commands c using (command_id, device_id) left join moved m on m.command_id = c.command_id`;

export const DELIVERY_SQL = {
  claim: { name: 'commands_claim', text: CLAIM },
  acknowledge: { name: 'commands_acknowledge', text: ACKNOWLEDGE },
  result: { name: 'commands_result', text: RESULT },
} as const;
