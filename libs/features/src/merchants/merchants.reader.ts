import type { Merchant, MerchantQuery } from '@coffee/contract/merchants';
import type { Page } from '@coffee/contract/paging';
import { DeviceEntity, MerchantEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec, likeLiteral } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { MerchantNotFound } from './merchants.errors';
import { type MerchantRow, toMerchant } from './merchants.mapper';

const LIST: ListSpec = {
  entity: MerchantEntity,
  alias: 'm',
  from: 'merchants m',
  select: `m.id, m.name, m.contact, m.status, m.settings, m.created_at as "createdAt",
    m.updated_at as "updatedAt", m.version,
    (select count(*)::integer from devices d where d.merchant_id = m.id) as "deviceCount"`,
  sorts: {
    name: { expression: 'm.name', type: 'text' },
    created_at: { expression: 'm.created_at', type: 'timestamptz' },
  },
  defaultSort: 'name',
  key: { expression: 'm.id', type: 'integer' },
};

@Injectable()
export class MerchantsReader {
  constructor(private readonly db: TenantDb) {}

  async list(actor: Actor, query: MerchantQuery): Promise<Page<Merchant>> {
    const where = new Conditions()
      .add(query.query && `%${likeLiteral(query.query.toLowerCase())}%`, (place) =>
        ['m.name', 'm.contact'].map((column) => `lower(${column}) like ${place}`).join(' or '),
      )
      .add(query.status, (place) => `m.status = any(${place})`);
    const { rows, pagination } = await this.db.for(actor).list<MerchantRow>(LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toMerchant), pagination };
  }

  async get(actor: Actor, id: number): Promise<Merchant> {
    const merchant = await this.db.for(actor).find(MerchantEntity, { id });
    if (!merchant) throw new MerchantNotFound();
    return toMerchant({ ...merchant, deviceCount: await this.deviceCount(actor, id) });
  }

  private async deviceCount(actor: Actor, id: number): Promise<number> {
    const [row] = await this.db
      .for(actor)
      .query<{ n: number }>(
        (scope) =>
          `select count(*)::integer as n from devices d where ${scope(DeviceEntity, 'd')} and d.merchant_id = $1`,
        [id],
      );
    return row?.n ?? 0;
  }
}
