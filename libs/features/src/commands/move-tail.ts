// The end of every statement that moves commands. Such a statement makes a CTE `moved` and ends in this tail, which
// carries the move over to the machines' counters and the batches' counters: they can never differ from the rows. Locks
// are taken in one order everywhere (commands, machines' states, batches; each sorted), so that no two statements can
// wait for each other.
import type { PauseCode } from '@coffee/contract/command-batches';
import { COMMAND_STATES } from '@coffee/contract/commands';
import { OPEN_STATES } from './command-states';

const DELTAS = COMMAND_STATES.map(
  (state) =>
    `(count(*) filter (where m.status = '${state}') - count(*) filter (where m.was = '${state}'))::integer as ${state}`,
).join(',\n           ');
const ADDED = COMMAND_STATES.map((state) => `${state} = b.${state} + d.${state}`).join(', ');
const OPEN_AFTER = OPEN_STATES.map((state) => `b.${state} + d.${state}`).join(' + ');
const IS_OVER = `b.status in ('running', 'paused') and ${OPEN_AFTER} = 0`;
const FAILED = 'b.fail + d.fail';
const ENDED = 'b.success + d.success + b.fail + d.fail';
/** What a person has resumed in spite of does not count; what is retried does again. */
const FAILURES = `${FAILED} - b.failures_forgiven`;
const OUTCOMES = `${ENDED} - b.outcomes_forgiven`;
const FAILURE_LIMIT: PauseCode = 'failure_limit';
/** More failures than the batch's rollout allows, once enough machines have told. */
const PAST_LIMIT = `b.status = 'running' and b.max_failure_percent is not null and d.fail > 0
    and ${OUTCOMES} >= b.min_sample and (${FAILURES}) * 100 > b.max_failure_percent * (${OUTCOMES})`;

/**
 * The machines' part, which is all that commands without a batch need: the other costs five times as much to plan.
 * Follows a CTE `moved` as `MOVE_TAIL` does.
 */
export const MACHINE_TAIL = `
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
  )`;

/**
 * Follows a CTE `moved(command_id, device_id, batch_id, superseded, was, status)`; `was` is null for a new command. The
 * device's lock comes first, then the batch's.
 */
export const MOVE_TAIL = `${MACHINE_TAIL}, batch_delta as materialized (
    select m.batch_id,
           (count(*) filter (where m.was is null))::integer as total,
           ${DELTAS}
    from moved m where m.batch_id is not null and not m.superseded
      and (select count(*) from device_counted) >= 0
    group by m.batch_id
  ), batch_locked as materialized (
    select b.batch_id, b.status as was from command_batches b where b.batch_id in (select batch_id from batch_delta)
    order by b.batch_id for no key update
  ), batch_counted as (
    update command_batches b set ${ADDED}, total = b.total + d.total, updated_at = now(),
      failures_forgiven = least(b.failures_forgiven, ${FAILED}),
      outcomes_forgiven = least(b.outcomes_forgiven, ${ENDED}),
      status = case when ${IS_OVER} then 'completed' when ${PAST_LIMIT} then 'paused' else b.status end,
      paused_reason = case when ${IS_OVER} then null when ${PAST_LIMIT}
        then (${FAILURES}) || ' of ' || (${OUTCOMES}) || ' failed, more than ' || b.max_failure_percent || ' %'
        else b.paused_reason end,
      pause = case when ${IS_OVER} then null when ${PAST_LIMIT}
        then jsonb_build_object('code', '${FAILURE_LIMIT}', 'failed', ${FAILURES}, 'outcomes', ${OUTCOMES},
                                'max_failure_percent', b.max_failure_percent)
        else b.pause end,
      finished_at = case when ${IS_OVER} then now() else b.finished_at end
    from batch_delta d join batch_locked l on l.batch_id = d.batch_id where b.batch_id = d.batch_id
    returning b.batch_id, b.type, b.merchant_id, l.was, b.status, b.paused_reason, b.pause
  ), batch_paused as (
    insert into audit_entries (action, target_type, target_id, summary, before, after, source, actor_name, merchant_id)
    select 'batch.paused', 'batch', batch_id::text, 'The batch of ' || type || ' paused itself: ' || paused_reason,
           jsonb_build_object('status', was), jsonb_build_object('status', status, 'pause', pause), 'system', 'system',
           merchant_id
    from batch_counted where was = 'running' and status = 'paused' and paused_reason is not null
  )`;
