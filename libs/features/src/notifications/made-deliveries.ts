// SQL parts of the statements that make deliveries: the facts of an alarm as they are told, and the row that holds them.

export const ALARM_FACTS_JOINS = `
  left join devices d on d.device_id = a.device_id
  left join locations l on l.id = a.location_id
  left join merchants m on m.id = a.merchant_id`;

const UTC = (time: string): string => `to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The alarm `a` as it is at that moment. `address`: where our own address stands among the parameters. */
export const alarmFacts = (address: string): string => `jsonb_build_object('alarm', jsonb_build_object(
    'id', a.id, 'type', a.type, 'severity', a.severity, 'status', a.status, 'slot', a.slot,
    'device_id', a.device_id, 'device_alias', d.alias, 'location_id', a.location_id, 'location_name', l.name,
    'merchant_id', a.merchant_id, 'merchant_name', m.name,
    'time_zone', coalesce(m.settings ->> 'timeZone', l.time_zone), 'data', a.data, 'count', a.count, 'flapping', a.flapping,
    'opened_at', ${UTC('a.opened_at')}, 'acked_by', a.acked_by, 'closed_by', a.closed_by,
    'url', ${address}::text || '/alarms?alarm=' || a.id))`;

export const MADE_COLUMNS = `message_id, channel_id, merchant_id, event, severity, alarm_id, device_id, lane, lanes, data,
    occurred_at, created_at`;

/** In order are the words about one machine, or about one thing that is no machine. */
const laneOf = (a: string): string =>
  `coalesce('device:' || ${a}.device_id, ${a}.type || ':' || coalesce(${a}.merchant_id, 0) || ':' || ${a}.slot)`;

/** Values of MADE_COLUMNS from the alarm `a` and its `f.facts`. $1 is now. */
export const madeFrom = (a: string, of: { channel: string; merchant: string; event: string }): string =>
  `gen_random_uuid(), ${of.channel}, ${of.merchant}, ${of.event}, ${a}.severity, ${a}.id, ${a}.device_id, ${laneOf(a)},
   array[${laneOf(a)}], f.facts, $1, $1`;
