import type { Material, MaterialBin, MaterialQuery, MaterialUsage } from '@coffee/contract/materials';
import type { Page } from '@coffee/contract/paging';
import { DeviceBinEntity, MaterialEntity, RecipeEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec, likeLiteral } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { MaterialNotFound } from './materials.errors';
import { NO_STOCK, type StockRow, toMaterial } from './materials.mapper';
import { stockSql } from './stock-sql';

const LIST: ListSpec = {
  entity: MaterialEntity,
  alias: 'm',
  from: 'materials m',
  select: `m.id, m.code, m.name, m.type, m.unit, m.density, m.cost_minor as "costMinor", m.enabled,
    m.created_at as "createdAt", m.updated_at as "updatedAt", m.version`,
  sorts: {
    to_complete: {
      expression: `(case when m.type = 'unknown' then '0' else '1' end || m.code)`,
      type: 'text',
    },
    code: { expression: 'm.code', type: 'text' },
    name: { expression: 'm.name', type: 'text' },
    type: { expression: 'm.type', type: 'text' },
    created_at: { expression: 'm.created_at', type: 'timestamptz' },
    updated_at: { expression: 'm.updated_at', type: 'timestamptz' },
  },
  defaultSort: 'code',
  key: { expression: 'm.id', type: 'integer' },
};
const BINS_SHOWN = 50;

/** The dictionary of materials is one for all merchants; what bins hold of them is each merchant's own. */
@Injectable()
export class MaterialsReader {
  constructor(private readonly db: TenantDb) {}

  async list(actor: Actor, query: MaterialQuery): Promise<Page<Material>> {
    const where = new Conditions()
      .add(query.query && `%${likeLiteral(query.query.toLowerCase())}%`, (place) =>
        ['m.code', 'm.name'].map((column) => `lower(${column}) like ${place}`).join(' or '),
      )
      .add(query.type, (place) => `m.type = any(${place})`)
      .add(query.enabled, (place) => `m.enabled = ${place}`);
    const { rows, pagination } = await this.db.for(actor).list<MaterialEntity>(LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    const items = rows.map(toMaterial);
    return { items: query.include_usage === true ? await this.withStock(actor, items) : items, pagination };
  }

  async get(actor: Actor, id: number): Promise<Material> {
    return toMaterial(await this.find(actor, id));
  }

  async usage(actor: Actor, id: number): Promise<MaterialUsage> {
    const { code, unit } = await this.find(actor, id);
    const [stock] = await this.stockOf(actor, [id]);
    const { material_id: _id, ...held } = stock ?? { material_id: id, ...NO_STOCK };
    const [recipes, items] = await Promise.all([this.recipesWith(actor, code), this.binsOf(actor, id)]);
    return { material_id: id, code, unit, recipes, ...held, items };
  }

  private async find(actor: Actor, id: number): Promise<MaterialEntity> {
    const row = await this.db.for(actor).find(MaterialEntity, { id });
    if (!row) throw new MaterialNotFound();
    return row;
  }

  private async withStock(actor: Actor, items: Material[]): Promise<Material[]> {
    const stock = await this.stockOf(
      actor,
      items.map(({ id }) => id),
    );
    const byId = new Map(stock.map(({ material_id, ...held }) => [material_id, held]));
    return items.map((item) => ({ ...item, usage: byId.get(item.id) ?? NO_STOCK }));
  }

  private stockOf(actor: Actor, ids: readonly number[]): Promise<StockRow[]> {
    return this.db
      .for(actor)
      .query<StockRow>((scope) => stockSql(scope, 'b.material_id = any($1::integer[])'), [ids]);
  }

  private async recipesWith(actor: Actor, code: string): Promise<number> {
    const [row] = await this.db.for(actor).query<{ n: number }>(
      (scope) => `select count(*)::integer as n from recipes r
        where r.schema -> 'materials' @> jsonb_build_array(jsonb_build_object('material_code', $1::text))
          and ${scope(RecipeEntity, 'r')}`,
      [code],
    );
    return row?.n ?? 0;
  }

  private binsOf(actor: Actor, id: number): Promise<MaterialBin[]> {
    return this.db.for(actor).query<MaterialBin>(
      (
        scope,
      ) => `select b.device_id, d.alias, b.bin_index, b.remaining::float8 as remaining, b.capacity, b.unit,
          b.is_low
        from device_bins b join devices d on d.device_id = b.device_id
        where b.material_id = $1 and ${scope(DeviceBinEntity, 'b')}
        order by b.is_low desc, b.remaining / nullif(b.capacity, 0) nulls first, b.device_id, b.bin_index
        limit ${BINS_SHOWN}`,
      [id],
    );
  }
}
