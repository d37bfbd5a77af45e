import { DEFAULT_PAGE_SIZE } from '@coffee/contract/paging';
import type { RecipeMachines, RecipeMachinesQuery, UnableMachine } from '@coffee/contract/recipes';
import { DeviceEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { RecipesReader } from './recipes.reader';

interface Row {
  machines: number;
  unable: number;
  items: UnableMachine[];
}

/**
 * $1 the materials of a cup as JSON, $2 the recipe's merchant or null, $3 and $4 the page. A machine's bins of a material
 * count together for what is left, and one by one for whether a cup fits.
 */
const OBSTRUCTED = (scope: string): string => `
  with needs as (
    select n.code, sum(n.amount) as amount
    from jsonb_to_recordset($1::jsonb) as n(code text, amount double precision) group by n.code
  ), fleet as materialized (
    select d.device_id, d.alias, d.model from devices d
    where d.lifecycle = 'active' and ($2::integer is null or d.merchant_id = $2) and ${scope}
  ), obstacles as materialized (
    select f.device_id, n.code, case when b.bins is null then 'no_bin' when b.largest < n.amount then 'too_small'
                                     else 'too_little' end as reason
    from fleet f cross join needs n
    left join lateral (
      select count(*) as bins, max(coalesce(x.capacity, x.remaining)) as largest, sum(x.remaining) as remaining
      from device_bins x join materials m on m.id = x.material_id
      where x.device_id = f.device_id and m.code = n.code having count(*) > 0
    ) b on true
    where b.bins is null or b.largest < n.amount or b.remaining < n.amount
  ), unable as (
    select f.device_id, f.alias, f.model,
           json_agg(json_build_object('material_code', o.code, 'reason', o.reason) order by o.code) as obstacles
    from obstacles o join fleet f using (device_id) group by f.device_id, f.alias, f.model
  )
  select (select count(*)::integer from fleet) as machines, (select count(*)::integer from unable) as unable,
         (select coalesce(json_agg(p), '[]') from
            (select * from unable order by device_id limit $3 offset $4) p) as items`;

/** Which machines cannot make a recipe, and why. */
@Injectable()
export class RecipeMachinesReader {
  constructor(
    private readonly db: TenantDb,
    private readonly recipes: RecipesReader,
  ) {}

  async unable(actor: Actor, id: number, query: RecipeMachinesQuery): Promise<RecipeMachines> {
    const { schema, merchant_id } = await this.recipes.get(actor, id);
    const { page = 1, page_size: size = DEFAULT_PAGE_SIZE } = query;
    const needs = schema.materials.map(({ material_code: code, amount }) => ({ code, amount }));
    const [row] = await this.db
      .for(actor)
      .query<Row>(
        (scope) => OBSTRUCTED(scope(DeviceEntity, 'd')),
        [JSON.stringify(needs), merchant_id, size, (page - 1) * size],
      );
    const { machines, unable, items } = row ?? { machines: 0, unable: 0, items: [] };
    return {
      machines,
      able: machines - unable,
      items,
      pagination: {
        total: unable,
        total_is_estimate: false,
        page,
        page_size: size,
        pages: Math.ceil(unable / size),
        has_next: page * size < unable,
        has_prev: page > 1,
        next_cursor: null,
      },
    };
  }
}
