import {
  MAX_PICK_BINS,
  type PickBin,
  type PickList,
  type PickListQuery,
  type PickPlace,
  type PickTotal,
} from '@coffee/contract/stock';
import { BinForecastEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { FORMULA_STARTS } from '../exports';
import { refillConditions } from './refills.reader';

interface Row extends PickBin {
  location_id: number | null;
  location_name: string | null;
  address: string | null;
}

const CSV_HEADER = [
  'location',
  'address',
  'device_id',
  'alias',
  'bin',
  'material_code',
  'material',
  'amount',
  'unit',
];
/** Excel reads a CSV as UTF-8 only when it begins with this. */
const BYTE_ORDER_MARK = '\uFEFF';

/** What to bring to each place so that its bins are full. */
@Injectable()
export class PickListReader {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  async make(actor: Actor, query: PickListQuery): Promise<PickList> {
    const now = this.clock.now();
    const where = refillConditions(query, now).raw('b.capacity > b.remaining');
    const rows = await this.db.for(actor).query<Row>(
      (scope) => `
        with due as (
          select d.device_id, d.alias, f.bin_index, m.code as material_code, m.name as material_name,
                 coalesce(b.unit, m.unit) as unit, b.remaining::double precision as remaining, b.capacity,
                 (round(b.capacity::numeric, 3) - b.remaining)::double precision as amount,
                 d.location_id, l.name as location_name, coalesce(l.address, d.address) as address, f.empties_at
          from bin_forecasts f join device_bins b on b.device_id = f.device_id and b.bin_index = f.bin_index
          join devices d on d.device_id = f.device_id join materials m on m.id = b.material_id
          left join locations l on l.id = d.location_id
          where ${where.sql} and ${scope(BinForecastEntity, 'f')}
          order by f.empties_at, f.device_id, f.bin_index limit ${MAX_PICK_BINS + 1}
        )
        select due.* from due
        order by min(due.empties_at) over (partition by due.location_id), due.location_id, due.device_id, due.bin_index`,
      where.parameters,
    );
    const shown = rows.slice(0, MAX_PICK_BINS);
    return { made_at: now.toISOString(), places: placesOf(shown), is_cut: rows.length > MAX_PICK_BINS };
  }

  async csv(actor: Actor, query: PickListQuery): Promise<string> {
    const { places } = await this.make(actor, query);
    const lines = places.flatMap((place) =>
      place.bins.map((bin) => [
        place.location_name,
        place.address,
        bin.device_id,
        bin.alias,
        bin.bin_index,
        bin.material_code,
        bin.material_name,
        bin.amount,
        bin.unit,
      ]),
    );
    return (
      BYTE_ORDER_MARK + [CSV_HEADER, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
    );
  }
}

function placesOf(rows: readonly Row[]): PickPlace[] {
  const places = new Map<number | null, PickPlace>();
  for (const { location_id, location_name, address, ...bin } of rows) {
    const place = places.get(location_id) ?? {
      location_id,
      location_name,
      // Machines without a location stand wherever each of them stands.
      address: location_id === null ? null : address,
      totals: [],
      bins: [],
    };
    places.set(location_id, place);
    place.bins.push(toPickBin(bin));
  }
  for (const place of places.values()) place.totals = totalsOf(place.bins);
  return [...places.values()];
}

function toPickBin(bin: PickBin): PickBin {
  const { device_id, alias, bin_index, material_code, material_name, unit, remaining, capacity, amount } =
    bin;
  return { device_id, alias, bin_index, material_code, material_name, unit, remaining, capacity, amount };
}

function totalsOf(bins: readonly PickBin[]): PickTotal[] {
  const totals = new Map<string, PickTotal>();
  for (const { material_code, material_name, unit, amount } of bins) {
    const key = `${material_code} ${unit}`;
    const total = totals.get(key) ?? { material_code, material_name, unit, amount: 0, bins: 0 };
    total.amount = Math.round((total.amount + amount) * 1000) / 1000;
    total.bins += 1;
    totals.set(key, total);
  }
  return [...totals.values()].sort((left, right) => (left.material_code < right.material_code ? -1 : 1));
}

/** RFC 4180; what a spreadsheet would run gets an apostrophe in front. */
function cell(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const runs = FORMULA_STARTS.includes(value.replace(/^'+/, '').codePointAt(0) ?? 0);
  const text = runs ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
