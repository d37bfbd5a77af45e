import type { Bin } from '@coffee/contract/devices';
import type { ProductLeft } from '@coffee/contract/stock';
import { DeviceBinEntity, DeviceEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { DevicesReader } from '../devices';
import { BinNotFound } from './stock.errors';
import { type BinRow, toBin } from './stock.mapper';
import { keyOf, StockUsage } from './usage.reader';

interface ProductRow {
  product_id: number;
  name: string;
  cups: number | null;
  limited_by: string | null;
  materials: string[];
}

/** $1 machine. The products of the installed package, else all published ones; what lies in several bins counts together. */
const PRODUCTS = (scope: string): string => `
  with machine as (
    select d.device_id, d.merchant_id, i.installed_package_id from devices d
    left join device_packages i on i.device_id = d.device_id and i.package_type = 'recipes'
    where d.device_id = $1 and ${scope}
  ), offered as (
    select k.product_id, k.recipe_id from machine m join package_recipes k on k.package_id = m.installed_package_id
    union all
    (select distinct on (r.product_id) r.product_id, r.id from machine m join recipes r
       on r.status = 'published' and (r.merchant_id is null or r.merchant_id = m.merchant_id)
     where m.installed_package_id is null order by r.product_id, r.revision desc)
  ), needs as (
    select o.product_id, o.recipe_id, a.material_id, sum(a.amount) as amount
    from offered o join recipe_amounts a using (recipe_id) group by 1, 2, 3
  ), held as (
    select n.product_id, n.material_id, n.amount, coalesce(sum(b.remaining) filter (where b.remaining > 0), 0) as remaining
    from needs n left join device_bins b on b.device_id = $1 and n.material_id in (b.material_id, b.reported_material_id)
    group by 1, 2, 3
  )
  select o.product_id, r.name, min(floor(h.remaining / h.amount))::integer as cups,
         (array_agg(m.code order by floor(h.remaining / h.amount), m.code) filter (where m.id is not null))[1] as limited_by,
         coalesce(array_agg(m.code) filter (where m.id is not null), '{}') as materials
  from offered o join recipes r on r.id = o.recipe_id
  left join held h on h.product_id = o.product_id left join materials m on m.id = h.material_id
  group by o.product_id, r.name order by o.product_id`;

@Injectable()
export class BinsReader {
  constructor(
    private readonly db: TenantDb,
    private readonly devices: DevicesReader,
    private readonly usage: StockUsage,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, deviceId: string): Promise<Bin[]> {
    await this.devices.mustExist(actor, deviceId);
    const rows = await this.db.for(actor).query<BinRow>(
      (scope) => `
        select b.device_id, b.bin_index, b.remaining::double precision as remaining, b.capacity, b.unit, b.threshold_low_pct,
               b.is_low, b.bound_at, b.reported_at, t.code as reported_material_code,
               b.reported_remaining::double precision as reported_remaining,
               case when m.id is null then null else
                 json_build_object('id', m.id, 'code', m.code, 'name', m.name, 'type', m.type, 'unit', m.unit) end as material
        from device_bins b
        left join materials m on m.id = b.material_id left join materials t on t.id = b.reported_material_id
        where b.device_id = $1 and ${scope(DeviceBinEntity, 'b')} order by b.bin_index`,
      [deviceId],
    );
    const profiles = await this.usage.profiles(actor, rows);
    const now = this.clock.now();
    return rows.map((row) => toBin(row, profiles.get(keyOf(row)), now));
  }

  async get(actor: Actor, deviceId: string, binIndex: number): Promise<Bin> {
    const bin = (await this.list(actor, deviceId)).find(({ bin_index }) => bin_index === binIndex);
    if (!bin) throw new BinNotFound(deviceId, binIndex);
    return bin;
  }

  /** What the machine can still make: for each product the material that runs out first decides. */
  async products(actor: Actor, deviceId: string): Promise<ProductLeft[]> {
    const bins = await this.list(actor, deviceId);
    const rows = await this.db
      .for(actor)
      .query<ProductRow>((scope) => PRODUCTS(scope(DeviceEntity, 'd')), [deviceId]);
    return rows.map((row) => ({
      product_id: String(row.product_id),
      name: row.name,
      cups_left: row.cups ?? 0,
      hours_left: lastingOf(row, bins),
      limited_by: row.limited_by,
    }));
  }
}

/** As long as the material that ends first; several bins of one material last one after the other. */
function lastingOf({ materials, cups }: ProductRow, bins: readonly Bin[]): number | null {
  if (cups === 0) return 0;
  const hours = materials.flatMap((code) => {
    const known = bins
      .filter((bin) => bin.material_code === code || bin.reported_material_code === code)
      .flatMap(({ hours_left }) => hours_left ?? []);
    return known.length === 0 ? [] : known.reduce((sum, each) => sum + each, 0);
  });
  return hours.length === 0 ? null : Math.min(...hours);
}
