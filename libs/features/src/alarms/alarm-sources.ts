// Where alarms come from: facts that other features keep. Each source answers the causes that are there now; none raises
// anything by itself. A source reads what an index gives it, never a history: it is asked every few seconds.
// $1 is now. `rules` (merchant_key, type, …) and `alarm_causes` may be read; every source answers the columns of CAUSE.
import type { AlarmType } from '@coffee/contract/alarms';
import { UNSETTLED_REFUND } from '../orders';

/** type, slot, device_id, merchant_id, location_id, severity, since, data, under: the slot of a cause that this is a part of. */
interface AlarmSource {
  type: AlarmType;
  sql: string;
}

/** Machines of which people want to hear. */
const WATCHED = `d.lifecycle = 'active' and d.status <> 'maintenance'`;
const ruleOf = (type: AlarmType, owner: string): string =>
  `join rules r on r.type = '${type}' and r.merchant_key = coalesce(${owner}.merchant_id, 0) and r.enabled`;

/** A site is dark when more than half of its machines, and at least so many, fell silent within so short a time. */
const SITE_MACHINES = 3;
const SITE_WINDOW = `interval '2 minutes'`;
/** How far back a failed upgrade is looked for that no cause stands for yet. */
const UPGRADES_SINCE = `interval '7 days'`;

/** Low bins by their index. The bin itself stays low until it has come back past the rule's hysteresis. */
const materialLow: AlarmSource = {
  type: 'material_low',
  sql: `
    select 'material_low' as type, b.bin_index::text as slot, b.device_id, d.merchant_id, d.location_id,
           case when b.remaining <= 0 then 'critical' else r.severity end as severity,
           coalesce(b.reported_at, $1) as since,
           jsonb_build_object(
             'bin_index', b.bin_index, 'material_code', m.code, 'material_name', m.name, 'unit', b.unit,
             'remaining', round(b.remaining::numeric, 1), 'capacity', b.capacity, 'threshold_low_pct', b.threshold_low_pct,
             'remaining_pct', case when b.capacity > 0 then round((100 * b.remaining / b.capacity)::numeric, 1) end
           ) as data,
           null::text as under
    from device_bins b
    join devices d on d.device_id = b.device_id
    ${ruleOf('material_low', 'd')}
    left join materials m on m.id = b.material_id
    where b.is_low and ${WATCHED}`,
};

/** Silent machines, each a part of its site's incident when that is dark, and dark sites. */
const offline: AlarmSource = {
  type: 'offline',
  sql: `
    (with dark as materialized (
      select d.device_id, d.merchant_id, d.location_id, s.last_seen
      from devices d join device_states s on s.device_id = d.device_id
      where d.status = 'offline' and d.lifecycle = 'active'
    ), falls as (
      select location_id, last_seen, count(*) over (
               partition by location_id order by last_seen range between ${SITE_WINDOW} preceding and current row
             ) as n
      from dark where location_id is not null and last_seen > '-infinity'
    ), densest as (
      select distinct on (location_id) location_id, n, last_seen - ${SITE_WINDOW} as began
      from falls where n >= ${SITE_MACHINES} order by location_id, n desc, last_seen desc
    ), sites as materialized (
      select w.location_id, w.began, w.n, t.total
      from densest w cross join lateral (
        select count(*) as total from devices d where d.location_id = w.location_id and ${WATCHED}
      ) t where w.n * 2 > t.total
    )
    select 'offline' as type, '' as slot, k.device_id, k.merchant_id, k.location_id, r.severity,
           case when k.last_seen = '-infinity' then $1 else k.last_seen end as since,
           jsonb_build_object('last_seen', case when k.last_seen > '-infinity' then k.last_seen end) as data,
           case when k.last_seen >= w.began then 'site:' || w.location_id end as under
    from dark k
    ${ruleOf('offline', 'k')}
    left join sites w on w.location_id = k.location_id
    union all
    select 'offline', 'site:' || w.location_id, null, l.merchant_id, l.id, 'critical', min(k.last_seen),
           jsonb_build_object('location_name', l.name, 'offline', count(*), 'total', w.total), null
    from sites w
    join locations l on l.id = w.location_id
    join dark k on k.location_id = w.location_id and k.last_seen >= w.began
    ${ruleOf('offline', 'l')}
    group by l.id, w.location_id, w.total)`,
};

const deviceFault: AlarmSource = {
  type: 'device_fault',
  sql: `
    select 'device_fault', '', d.device_id, d.merchant_id, d.location_id, r.severity, $1,
           jsonb_build_object('activity', d.activity, 'error', s.extra -> 'error'), null
    from devices d
    join device_states s on s.device_id = d.device_id
    ${ruleOf('device_fault', 'd')}
    where d.status = 'fault' and d.lifecycle = 'active'`,
};

/** By the last word of machines that are in touch: an old reading says nothing. */
const temperature: AlarmSource = {
  type: 'temperature',
  sql: `
    select 'temperature', '', d.device_id, d.merchant_id, d.location_id, r.severity, $1,
           jsonb_build_object(
             'temperature', round(s.temperature::numeric, 1), 'threshold_low', r.low, 'threshold_high', r.high,
             'direction', case when s.temperature > (coalesce(r.low, r.high) + coalesce(r.high, r.low)) / 2
                          then 'high' else 'low' end),
           null
    from device_states s
    join devices d on d.device_id = s.device_id
    ${ruleOf('temperature', 'd')}
    left join alarm_causes c on c.type = 'temperature' and c.device_id = d.device_id and c.gone_at is null
    where d.status in ('online', 'fault') and d.lifecycle = 'active'
      and (s.temperature > r.high - case when c.id is null then 0 else coalesce(r.hysteresis, 0) end
        or s.temperature < r.low + case when c.id is null then 0 else coalesce(r.hysteresis, 0) end)`,
};

/** Dispatches that paused themselves at their failure limit. */
const dispatchFail: AlarmSource = {
  type: 'dispatch_fail',
  sql: `
    select 'dispatch_fail', b.batch_id::text, null, b.merchant_id, null::integer, r.severity, b.updated_at,
           jsonb_build_object(
             'batch_id', b.batch_id, 'command_type', b.type, 'note', b.note, 'failed', b.fail, 'success', b.success,
             'total', b.total, 'max_failure_percent', b.max_failure_percent),
           null
    from command_batches b
    ${ruleOf('dispatch_fail', 'b')}
    where b.status = 'paused' and b.paused_reason is not null`,
};

/** Machines whose last upgrade that ended failed; a new one on its way changes nothing yet. */
const upgradeFail: AlarmSource = {
  type: 'upgrade_fail',
  sql: `
    select 'upgrade_fail', '', d.device_id, d.merchant_id, d.location_id, r.severity, u.finished_at,
           jsonb_build_object('command_id', u.command_id, 'batch_id', u.batch_id, 'version', u.payload ->> 'version',
                              'error', u.last_error),
           null
    from (
      select c.device_id from commands c
      where c.type = 'upgrade' and c.status = 'fail' and c.finished_at > $1::timestamptz - ${UPGRADES_SINCE}
      union
      select device_id from alarm_causes where type = 'upgrade_fail' and gone_at is null
    ) k
    join devices d on d.device_id = k.device_id
    cross join lateral (
      select * from commands c
      where c.device_id = k.device_id and c.type = 'upgrade' and c.status in ('success', 'fail')
      order by c.finished_at desc limit 1
    ) u
    ${ruleOf('upgrade_fail', 'd')}
    where u.status = 'fail' and ${WATCHED}`,
};

/** Orders with a refund that a person must see to, until none is; one that takes a failed one's place decides nothing yet. */
const refundFail: AlarmSource = {
  type: 'refund_fail',
  sql: `
    (select distinct on (f.order_id)
           'refund_fail', f.order_id::text, d.device_id, f.merchant_id, d.location_id, r.severity, f.updated_at,
           jsonb_build_object(
             'refund_id', f.refund_id, 'order_id', o.order_id, 'amount', round(f.amount_minor / 100.0, 2), 'currency', f.currency,
             'provider', f.provider, 'refund_status', f.status, 'error_code', f.last_error_code, 'error', f.last_error_message),
           null
    from (select * from refunds r where ${UNSETTLED_REFUND} >= '1' offset 0) f
    join orders o on o.id = f.order_id
    join devices d on d.device_id = f.device_id
    ${ruleOf('refund_fail', 'f')}
    where f.needs_attention or exists (
      select 1 from alarm_causes c
      where c.type = 'refund_fail' and c.device_id = f.device_id and c.slot = f.order_id::text and c.gone_at is null
    )
    order by f.order_id, f.refund_id desc)`,
};

/** The registry. A feature whose facts should raise alarms adds a source here. */
export const ALARM_SOURCES: readonly AlarmSource[] = [
  materialLow,
  offline,
  deviceFault,
  temperature,
  dispatchFail,
  upgradeFail,
  refundFail,
];
