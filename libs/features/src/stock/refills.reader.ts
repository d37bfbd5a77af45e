import type { Page } from '@coffee/contract/paging';
import { formatMoney } from '@coffee/contract/money';
import { DEFAULT_HORIZON_HOURS, type Refill, type RefillQuery } from '@coffee/contract/stock';
import { BinForecastEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { FLEET_DEFAULTS } from '../reports';
import { hoursLeft, type Profile, salesBetween } from './forecast';
import { lasting, shareOf } from './stock.mapper';
import { keyOf, StockUsage } from './usage.reader';

interface Row {
  device_id: string;
  alias: string | null;
  merchant_id: number | null;
  location_id: number | null;
  location_name: string | null;
  bin_index: number;
  material_code: string;
  material_name: string;
  unit: string | null;
  remaining: number;
  capacity: number | null;
  refill_amount: number | null;
  threshold_low_pct: number;
  is_low: boolean;
  currency: string;
}

const BOARD: ListSpec = {
  entity: BinForecastEntity,
  alias: 'f',
  from: `bin_forecasts f join device_bins b on b.device_id = f.device_id and b.bin_index = f.bin_index
    join devices d on d.device_id = f.device_id join materials m on m.id = b.material_id`,
  joins: `left join locations l on l.id = d.location_id left join merchants o on o.id = d.merchant_id
    cross join (${FLEET_DEFAULTS}) fleet`,
  select: `f.device_id, d.alias, d.merchant_id, d.location_id, l.name as location_name, f.bin_index, m.code as material_code,
    m.name as material_name, coalesce(b.unit, m.unit) as unit, b.remaining::double precision as remaining, b.capacity,
    greatest(0, round(b.capacity::numeric, 3) - b.remaining)::double precision as refill_amount, b.threshold_low_pct, b.is_low,
    coalesce(o.settings->>'currency', fleet.currency) as currency`,
  sorts: { empties_at: { expression: 'f.empties_at', type: 'timestamptz' } },
  defaultSort: 'empties_at',
  key: { expression: `(f.device_id || ' ' || f.bin_index)`, type: 'text' },
};

const HOUR_MS = 3_600_000;

/** What the board and the pick list have in common; `f`, `b`, `d` and `m` as in the board. */
export function refillConditions(query: Omit<RefillQuery, 'page'>, now: Date): Conditions {
  const until =
    query.horizon_hours === undefined ? undefined : new Date(now.getTime() + query.horizon_hours * HOUR_MS);
  return new Conditions()
    .raw(`d.lifecycle <> 'retired'`)
    .add(query.merchant_id, (place) => `d.merchant_id = ${place}`)
    .add(query.location_id, (place) => `d.location_id = ${place}`)
    .add(query.device_id, (place) => `d.device_id = ${place}`)
    .add(query.material, (place) => `m.code = any(${place})`)
    .add(until, (place) => `b.is_low or f.empties_at <= ${place}`);
}

/** Bins over the fleet by what runs out first. The order is that of the last sweep, the figures are of now. */
@Injectable()
export class RefillsReader {
  constructor(
    private readonly db: TenantDb,
    private readonly usage: StockUsage,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, query: RefillQuery): Promise<Page<Refill>> {
    const now = this.clock.now();
    const { rows, pagination } = await this.db.for(actor).list<Row>(BOARD, {
      where: refillConditions(query, now),
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    const profiles = await this.usage.profiles(actor, rows);
    const horizon = query.horizon_hours ?? DEFAULT_HORIZON_HOURS;
    const items = rows.map((row) => toRefill(row, profiles.get(keyOf(row)), now, horizon));
    return { items, pagination };
  }
}

function toRefill(row: Row, profile: Profile | undefined, now: Date, horizon: number): Refill {
  const hours = profile ? hoursLeft(profile, row.remaining, now) : null;
  const lost = profile && hours !== null ? salesBetween(profile, now, hours, horizon) : null;
  return {
    device_id: row.device_id,
    alias: row.alias,
    merchant_id: row.merchant_id,
    location_id: row.location_id,
    location_name: row.location_name,
    bin_index: row.bin_index,
    material_code: row.material_code,
    material_name: row.material_name,
    unit: row.unit,
    remaining: row.remaining,
    capacity: row.capacity,
    remaining_pct: shareOf(row),
    threshold_low_pct: row.threshold_low_pct,
    is_low: row.is_low,
    refill_amount: row.refill_amount,
    ...lasting(profile, row.remaining, now),
    empties_at: hours === null ? null : momentIn(now, hours),
    expected_loss: lost === null ? null : formatMoney(Math.round(lost)),
    currency: row.currency,
  };
}

/** Null for what lasts longer than times can say. */
function momentIn(now: Date, hours: number): string | null {
  const at = new Date(now.getTime() + hours * HOUR_MS);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999 ? null : at.toISOString();
}
