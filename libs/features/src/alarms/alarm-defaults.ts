import type { AlarmRule } from '@coffee/contract/alarm-rules';
import { ALARM_TYPES, type AlarmType } from '@coffee/contract/alarms';

export type RuleValues = Omit<AlarmRule, 'type' | 'source'>;

const rule = (values: Partial<RuleValues>): RuleValues => ({
  enabled: true,
  severity: 'warn',
  raise_delay_seconds: 0,
  clear_delay_seconds: 30,
  threshold_low: null,
  threshold_high: null,
  hysteresis: null,
  ...values,
});

/** What holds where nobody has made a rule. */
export const DEFAULT_RULES: Record<AlarmType, RuleValues> = {
  // The threshold is each bin's own.
  material_low: rule({ hysteresis: 5 }),
  // As long as a site takes to go dark, so that its machines are one incident from the start.
  offline: rule({ raise_delay_seconds: 120, clear_delay_seconds: 60 }),
  device_fault: rule({ severity: 'critical', raise_delay_seconds: 15 }),
  temperature: rule({ raise_delay_seconds: 60, threshold_low: 60, threshold_high: 98, hysteresis: 2 }),
  dispatch_fail: rule({ severity: 'critical', clear_delay_seconds: 0 }),
  upgrade_fail: rule({ clear_delay_seconds: 0 }),
  refund_fail: rule({ severity: 'critical', clear_delay_seconds: 0 }),
};

const literal = (value: string | number | boolean | null): string =>
  typeof value === 'string' ? `'${value}'` : String(value);
const DEFAULT_ROWS = ALARM_TYPES.map((type) => {
  const { enabled, severity, raise_delay_seconds, clear_delay_seconds, ...limits } = DEFAULT_RULES[type];
  const { threshold_low, threshold_high, hysteresis } = limits;
  const values = [
    severity,
    raise_delay_seconds,
    clear_delay_seconds,
    threshold_low,
    threshold_high,
    hysteresis,
  ];
  return `('${type}', ${[enabled, ...values].map(literal).join(', ')})`;
});

/** CTE `rules`: what holds for each merchant (0: machines that nobody owns) and type. */
export const RULES_SQL = `rules as materialized (
    select distinct on (k.merchant_key, r.type)
           k.merchant_key, r.type, r.enabled, r.severity, make_interval(secs => r.raise_seconds) as raise_delay,
           make_interval(secs => r.clear_seconds) as clear_delay, r.low, r.high, r.hysteresis
    from (select 0 as merchant_key union all select id from merchants) k
    join (
      select 0 as level, null::integer as merchant_id, d.* from (values
        ${DEFAULT_ROWS.join(',\n        ')}
      ) d(type, enabled, severity, raise_seconds, clear_seconds, low, high, hysteresis)
      union all
      select case when o.merchant_id is null then 1 else 2 end, o.merchant_id, o.type, o.enabled, o.severity,
             o.raise_delay_seconds, o.clear_delay_seconds, o.threshold_low, o.threshold_high, o.hysteresis
      from alarm_rules o
    ) r on r.merchant_id is null or r.merchant_id = k.merchant_key
    order by k.merchant_key, r.type, r.level desc
  )`;
