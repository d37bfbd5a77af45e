// SQL that moves refunds. The order's row is locked first, then its refund, then the day sums in the order in which the
// ingest writes them, so that no two transactions can wait for each other.
import { NEW_ID } from '@coffee/data/new-id';
import { FLEET_DEFAULTS } from '../reports';

/**
 * $1 order key, $2 amount, $3 currency, $4 provider, $5 reason, $6 note, $7 source, $8 who, $9 their id, $10 the failed
 * refund, $11 details of the event. The order's own row takes the amount in the statement that makes the refund; what does
 * not fit makes no row. Failed refunds of the order have their answer in it.
 */
export const reserve = (orderScope: string, paid: string): string => `
  with held as (
    update orders o set open_refund_minor = o.open_refund_minor + $2::bigint, payment_status = 'refund_pending',
      updated_at = now()
    where o.id = $1::bigint and ${orderScope} and o.payment_status in (${paid})
      and o.refunded_minor + o.open_refund_minor + $2::bigint <= o.total_minor
    returning o.id, o.device_id, o.merchant_id
  ), answered as (
    update refunds f set needs_attention = false, updated_at = now()
    from held where f.order_id = held.id and f.status = 'failed' and f.needs_attention
  ), made as (
    insert into refunds (refund_id, order_id, device_id, merchant_id, amount_minor, currency, provider, reason, note,
                         source, requested_by, requested_by_id, retry_of)
    select ${NEW_ID}, held.id, held.device_id, held.merchant_id, $2::bigint, $3, $4, $5, $6, $7, $8, $9::integer, $10::uuid
    from held returning refund_id, order_id, reason
  ), kept as (
    insert into order_events (order_id, event, source, detail, data)
    select order_id, 'refund_requested', $12, reason, $11::jsonb || jsonb_build_object('refund_id', refund_id) from made
  )
  select refund_id from made`;

/** The refund with what its provider has to know. $1 refund. Only while it is due and nobody holds it. */
export const dueRefund = (scope: string): string => `
  select r.refund_id as "refundId", r.order_id as "orderKey", r.device_id as "deviceId", r.merchant_id as "merchantId",
         r.amount_minor as "amountMinor", r.currency, r.status, r.provider, r.provider_refund_id as "providerRefundId",
         r.reason, r.needs_attention as "needsAttention", r.step, r.attempts, r.queries, extract(epoch from now() - r.created_at)::float8 as "ageSeconds",
         o.order_id as "orderId", o.payment_txn_id as "paymentTxnId", o.total_minor as "totalMinor"
  from refunds r join orders o on o.id = r.order_id
  where r.refund_id = $1::uuid and r.next_attempt_at <= now() and (r.lease_until is null or r.lease_until <= now())
    and ${scope}`;

/** $1 refund, $2 the claims that were read, $3 lease in seconds, $4 least seconds between two refunds of the order. */
export const claim = (scope: string): string => `
  with claimed as (
    update refunds r set attempts = r.attempts + 1, step = 'query',
      queries = case when r.step = 'query' then r.queries + 1 else 0 end,
      submitted_at = case when r.step = 'submit' then now() else r.submitted_at end,
      lease_until = now() + make_interval(secs => $3), next_attempt_at = now() + make_interval(secs => $3)
    where r.refund_id = $1::uuid and r.attempts = $2::integer and r.next_attempt_at <= now()
      and (r.lease_until is null or r.lease_until <= now())
      and (r.step = 'query' or $4::float8 <= 0 or not exists (
        select 1 from refunds x where x.order_id = r.order_id and x.refund_id <> r.refund_id
          and x.submitted_at > now() - make_interval(secs => $4)))
      and ${scope}
    returning r.attempts, r.queries
  ) select attempts, queries from claimed`;

/** $1 refund, $2 the claims that were read, $3 seconds: it waits until the order's latest refund is that old. */
export const pace = (scope: string): string => `
  with paced as (
    update refunds r set next_attempt_at = greatest(now(), (
      select max(x.submitted_at) + make_interval(secs => $3) from refunds x
      where x.order_id = r.order_id and x.refund_id <> r.refund_id))
    where r.refund_id = $1::uuid and r.attempts = $2::integer and ${scope} returning 1
  ) select 1 from paced`;

/**
 * $1 refund, $2 fence, $3 the status it had, $4 the new one, $5 step, $6 queries, $7 seconds or null, $8 attention, $9 and
 * $10 error, $11 the provider's number or null, $12 what was done, $13 outcome, $14 milliseconds. A notice that came during
 * the call has moved `next_attempt_at` away from the lease: then it is looked at again at once.
 */
const MOVE = (scope: string): string => `
  changed as (
    update refunds r set status = $4, step = $5, queries = $6::integer, lease_until = null, updated_at = now(),
      next_attempt_at = case when $7::float8 is null then null when r.next_attempt_at = r.lease_until
        then now() + make_interval(secs => $7::float8 * (1 + 0.1 * random())) else now() end,
      needs_attention = $8::boolean, last_error_code = $9, last_error_message = $10,
      provider_refund_id = coalesce($11, r.provider_refund_id),
      settled_at = case when $4 in ('succeeded', 'failed') then coalesce(case when $3 = $4 then r.settled_at end, now()) end
    where r.refund_id = $1::uuid and r.attempts = $2::integer and r.status = $3 and ${scope}
    returning r.refund_id, r.order_id, r.attempts
  ), tried as (
    insert into refund_attempts (refund_id, order_id, attempt, step, outcome, code, message, duration_ms)
    select refund_id, order_id, attempts, $12, $13, $9, $10, $14::integer from changed
  )`;

/** The refund stays as it is, but for when it is looked at again. */
export const note = (scope: string): string => `with ${MOVE(scope)} select order_id from changed`;

/**
 * The same with the order's sums: $15 added to what is refunded, $16 added to what is on its way, $17 the payment's new
 * status, $18 event, $19 its detail. Runs under the order's lock.
 */
export const settle = (scope: string): string => `
  with fleet as materialized (${FLEET_DEFAULTS}), ${MOVE(scope)},
  summed as (
    update orders o set refunded_minor = o.refunded_minor + $15::bigint,
      open_refund_minor = o.open_refund_minor + $16::bigint, payment_status = $17, updated_at = now()
    from changed c where o.id = c.order_id
    returning o.id, o.device_id, o.merchant_id, o.ordered_at, o.currency, o.is_test
  ), kept as (
    insert into order_events (order_id, event, source, detail, data)
    select order_id, $18, 'system', $19, jsonb_build_object('refund_id', refund_id) from changed
  ), place as materialized (
    select s.device_id, coalesce(s.merchant_id, 0) as owner,
           (s.ordered_at at time zone coalesce(m.settings->>'timeZone', fleet.zone))::date as day
    from summed s cross join fleet left join merchants m on m.id = s.merchant_id
    where $15::bigint <> 0 and not s.is_test and s.currency = coalesce(m.settings->>'currency', fleet.currency)
  ), by_merchant as (
    insert into merchant_days as held (merchant_id, day, refunded_minor) select owner, day, $15::bigint from place
    on conflict (merchant_id, day) do update set refunded_minor = held.refunded_minor + excluded.refunded_minor
  ), by_device as (
    insert into device_days as held (device_id, day, merchant_id, refunded_minor)
    select device_id, day, owner, $15::bigint from place
    on conflict (device_id, day, merchant_id) do update set refunded_minor = held.refunded_minor + excluded.refunded_minor
  )
  select id as order_id from summed`;
