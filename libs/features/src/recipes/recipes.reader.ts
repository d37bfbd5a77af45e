import type { Page } from '@coffee/contract/paging';
import type { Recipe, RecipeQuery } from '@coffee/contract/recipes';
import { MaterialEntity, RecipeEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec, likeLiteral } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { formatMoney } from '@coffee/contract/money';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { KnownMaterial } from './recipe-rules';
import { RecipeNotFound } from './recipes.errors';
import { type RecipeRow, toRecipe } from './recipes.mapper';

const LIST: ListSpec = {
  entity: RecipeEntity,
  alias: 'r',
  from: 'recipes r',
  select: `r.id, r.product_id as "productId", r.revision, r.status, r.name, r.category, r.schema,
    r.merchant_id as "merchantId", r.created_by as "createdBy", r.published_at as "publishedAt",
    r.archived_at as "archivedAt", r.created_at as "createdAt", r.updated_at as "updatedAt", r.version`,
  sorts: {
    name: { expression: 'r.name', type: 'text' },
    product_id: { expression: 'r.product_id', type: 'integer' },
    created_at: { expression: 'r.created_at', type: 'timestamptz' },
    updated_at: { expression: 'r.updated_at', type: 'timestamptz' },
  },
  defaultSort: '-created_at',
  key: { expression: 'r.id', type: 'integer' },
};

const NEWEST = `not exists (
  select 1 from recipes newer where newer.product_id = r.product_id and newer.revision > r.revision)`;

@Injectable()
export class RecipesReader {
  constructor(private readonly db: TenantDb) {}

  async list(actor: Actor, query: RecipeQuery): Promise<Page<Recipe>> {
    const where = new Conditions()
      .add(query.query && `%${likeLiteral(query.query.toLowerCase())}%`, (place) =>
        ['lower(r.name)', 'r.product_id::text'].map((column) => `${column} like ${place}`).join(' or '),
      )
      .add(query.status, (place) => `r.status = any(${place})`)
      .add(query.category, (place) => `r.category = any(${place})`)
      .add(query.product_id, (place) => `r.product_id = ${place}`)
      .add(
        query.material,
        (place) =>
          `r.schema -> 'materials' @> jsonb_build_array(jsonb_build_object('material_code', ${place}::text))`,
      );
    if (query.latest === true) where.raw(NEWEST);
    const { rows, pagination } = await this.db.for(actor).list<RecipeRow>(LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toRecipe), pagination };
  }

  async get(actor: Actor, id: number): Promise<Recipe> {
    const row = await this.db.for(actor).find(RecipeEntity, { id });
    if (!row) throw new RecipeNotFound();
    return toRecipe(row);
  }

  async byIds(actor: Actor, ids: readonly number[]): Promise<Recipe[]> {
    const rows = await this.db.for(actor).findAll(RecipeEntity, { id: In([...ids]) });
    return rows.map(toRecipe);
  }

  /** The dictionary's entries for these codes. */
  async materials(actor: Actor, codes: readonly string[]): Promise<Map<string, KnownMaterial>> {
    const rows = await this.db.for(actor).query<{
      code: string;
      type: string;
      unit: string;
      density: number | null;
      cost_minor: number | null;
      enabled: boolean;
    }>(
      (scope) => `
        select m.code, m.type, m.unit, m.density, m.cost_minor, m.enabled from materials m
        where m.code = any($1) and ${scope(MaterialEntity, 'm')}`,
      [codes],
    );
    return new Map(
      rows.map(({ cost_minor: cost, ...row }) => [
        row.code,
        { ...row, cost_per_1000: cost === null ? null : formatMoney(cost) },
      ]),
    );
  }
}
