import type { Material, MaterialQuery } from '@coffee/contract/materials';
import type { Page } from '@coffee/contract/paging';
import { MaterialEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec, likeLiteral } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { toMaterial } from './materials.mapper';

const LIST: ListSpec = {
  entity: MaterialEntity,
  alias: 'm',
  from: 'materials m',
  select: `m.id, m.code, m.name, m.type, m.unit, m.density, m.cost_minor as "costMinor", m.enabled,
    m.created_at as "createdAt", m.updated_at as "updatedAt"`,
  sorts: {
    code: { expression: 'm.code', type: 'text' },
    name: { expression: 'm.name', type: 'text' },
    created_at: { expression: 'm.created_at', type: 'timestamptz' },
  },
  defaultSort: 'code',
  key: { expression: 'm.id', type: 'integer' },
};

/** The dictionary of materials is one for all merchants. */
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
    return { items: rows.map(toMaterial), pagination };
  }
}
