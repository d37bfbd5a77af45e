import type {
  AvailabilityQuery,
  AvailabilityReport,
  DeviceAvailability,
  SellableTime,
} from '@coffee/contract/availability';
import { formatMoney } from '@coffee/contract/money';
import {
  DeviceEntity,
  DeviceSellableDayEntity,
  MerchantEntity,
  MerchantSellableDayEntity,
} from '@coffee/data/entities';
import { type Scope, TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { NotFound } from '@coffee/platform/errors';
import { SharedRead } from '@coffee/platform/shared-read';
import { Injectable } from '@nestjs/common';
import { DevicesReader } from '../devices';
import { FLEET_DEFAULTS, narrowed, refuseSpan, SPAN_SQL } from '../reports';

const TOP = 10;
const DEFAULT_DAYS = 7;

/** Sums as they are answered: seconds of each part and what was lost, in minor units. */
const sums = (summed: string): string => `
  coalesce(sum(r.open_ms), 0)::double precision as open, coalesce(sum(r.sellable_ms), 0)::double precision as sellable,
  coalesce(sum(r.offline_ms), 0)::double precision as offline, coalesce(sum(r.fault_ms), 0)::double precision as fault,
  coalesce(sum(r.maintenance_ms), 0)::double precision as maintenance, coalesce(sum(r.short_ms), 0)::double precision as short,
  coalesce(sum(r.blocked_ms), 0)::double precision as blocked, coalesce(sum(r.unknown_ms), 0)::double precision as unknown,
  sum(r.stockout_ms)::double precision as stockout,
  coalesce(sum(r.lost_minor) filter (where ${summed}), 0)::double precision as lost_minor`;

interface Sums {
  open: number;
  sellable: number;
  offline: number;
  fault: number;
  maintenance: number;
  short: number;
  blocked: number;
  unknown: number;
  /** Null: nothing was known of bins. */
  stockout: number | null;
  lost_minor: number;
}

/** Money in another currency than the fleet's is left out of sums. */
const REPORT = (scope: Scope): string => `${SPAN_SQL}
  owners as materialized (
    select m.id as merchant_id, coalesce(m.settings->>'currency', span.currency) = span.currency as summed
    from merchants m, span where ${scope(MerchantEntity, 'm')}
    union all
    select nobody.merchant_id, true from (select 0 as merchant_id) nobody where ${scope(MerchantSellableDayEntity, 'nobody')}
  ), days as (
    select r.day, ${sums('o.summed')}
    from owners o, span, merchant_sellable_days r
    where r.merchant_id = o.merchant_id and r.day between span.first_day - (span.last_day - span.first_day + 1) and span.last_day
    group by r.day
  ), losses as (
    select r.device_id, ${sums('o.summed')} from owners o, span, device_sellable_days r
    where r.merchant_id = o.merchant_id and r.day between span.first_day and span.last_day
    group by r.device_id having sum(r.open_ms) > sum(r.sellable_ms + r.unknown_ms)
    order by lost_minor desc, sum(r.open_ms - r.sellable_ms - r.unknown_ms) desc, r.device_id limit ${TOP}
  )
  select span.zone, span.currency, (select count(*)::integer from owners) as owners,
         (select coalesce(json_agg(json_build_object('date', d.day::text, 'is_before', d.day < span.first_day, 'sums', to_jsonb(d) - 'day')
                                   order by d.day), '[]') from days d) as days,
         (select coalesce(json_agg(json_build_object('device_id', l.device_id, 'alias', v.alias, 'sums', to_jsonb(l))
                                   order by l.lost_minor desc, l.open - l.sellable - l.unknown desc, l.device_id), '[]')
          from losses l left join devices v on v.device_id = l.device_id) as losses
  from span`;

/** $1 machine, $2 now, $3 days. */
const OF_DEVICE = (scope: Scope): string => `
  select z.zone, z.currency, (
    select coalesce(json_agg(json_build_object('date', d.day::text, 'sums', to_jsonb(d) - 'day') order by d.day), '[]') from (
      select r.day, ${sums('true')} from device_sellable_days r
      where r.device_id = $1 and r.day > ($2::timestamptz at time zone z.zone)::date - $3::integer
        and ${scope(DeviceSellableDayEntity, 'r')} group by r.day
    ) d) as days
  from devices v cross join (${FLEET_DEFAULTS}) f left join merchants m on m.id = v.merchant_id
  cross join lateral (
    select coalesce(m.settings->>'timeZone', f.zone) as zone, coalesce(m.settings->>'currency', f.currency) as currency
  ) z where v.device_id = $1 and ${scope(DeviceEntity, 'v')}`;

interface DayRow {
  date: string;
  is_before?: boolean;
  sums: Sums;
}

interface ReportRow {
  zone: string;
  currency: string;
  owners: number;
  days: DayRow[];
  losses: { device_id: string; alias: string | null; sums: Sums }[];
}

/** How much of their opening time machines could sell, from day sums alone. */
@Injectable()
export class SellableTimeReader {
  private readonly shared = new SharedRead<AvailabilityReport>();

  constructor(
    private readonly db: TenantDb,
    private readonly devices: DevicesReader,
    private readonly clock: Clock,
  ) {}

  async report(actor: Actor, query: AvailabilityQuery): Promise<AvailabilityReport> {
    refuseSpan(query, this.clock.now());
    const viewer = narrowed(actor, query.merchant_id);
    const key = JSON.stringify([viewer.merchantId, query.from, query.to]);
    return this.shared.read(key, () => this.read(viewer, query));
  }

  async ofDevice(actor: Actor, deviceId: string, days = DEFAULT_DAYS): Promise<DeviceAvailability> {
    await this.devices.mustExist(actor, deviceId);
    const [row] = await this.db
      .for(actor)
      .query<Omit<ReportRow, 'owners' | 'losses'>>(OF_DEVICE, [deviceId, this.clock.now(), days]);
    const found = row?.days ?? [];
    return {
      total: toTime(totalOf(found)),
      days: found.map(({ date, sums: day }) => ({ date, ...toTime(day) })),
      currency: row?.currency ?? 'CNY',
      time_zone: row?.zone ?? 'UTC',
    };
  }

  private async read(viewer: Actor, query: AvailabilityQuery): Promise<AvailabilityReport> {
    const parameters = [this.clock.now(), query.from ?? null, query.to ?? null, viewer.merchantId];
    const [row] = await this.db.for(viewer).query<ReportRow>(REPORT, parameters);
    if (!row || row.owners === 0) throw new NotFound('No such merchant');
    const days = row.days.filter(({ is_before }) => is_before !== true);
    return {
      total: toTime(totalOf(days)),
      previous: toTime(totalOf(row.days.filter(({ is_before }) => is_before === true))),
      days: days.map(({ date, sums: day }) => ({ date, ...toTime(day) })),
      top_losses: row.losses.map(({ device_id, alias, sums: lost }) => ({
        device_id,
        alias,
        rate: toTime(lost).rate,
        lost_seconds: (lost.open - lost.unknown - lost.sellable) / 1000,
        lost_sales: formatMoney(lost.lost_minor),
      })),
      currency: row.currency,
      time_zone: row.zone,
    };
  }
}

const NOTHING: Sums = {
  open: 0,
  sellable: 0,
  offline: 0,
  fault: 0,
  maintenance: 0,
  short: 0,
  blocked: 0,
  unknown: 0,
  stockout: null,
  lost_minor: 0,
};

function totalOf(days: readonly DayRow[]): Sums {
  const total = { ...NOTHING };
  for (const { sums: day } of days)
    for (const part of Object.keys(total) as (keyof Sums)[])
      if (day[part] !== null) total[part] = (total[part] ?? 0) + day[part];
  return total;
}

function toTime(day: Sums): SellableTime {
  const known = day.open - day.unknown;
  return {
    rate: known > 0 ? day.sellable / known : null,
    open_seconds: day.open / 1000,
    sellable_seconds: day.sellable / 1000,
    offline_seconds: day.offline / 1000,
    fault_seconds: day.fault / 1000,
    maintenance_seconds: day.maintenance / 1000,
    short_seconds: day.short / 1000,
    blocked_seconds: day.blocked / 1000,
    unknown_seconds: day.unknown / 1000,
    stockout_seconds: day.stockout === null ? null : day.stockout / 1000,
    lost_sales: formatMoney(day.lost_minor),
  };
}
