import type { Location, LocationQuery } from '@coffee/contract/merchants';
import type { Page } from '@coffee/contract/paging';
import { DeviceEntity, LocationEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec, likeLiteral } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { LocationNotFound } from './merchants.errors';
import { type LocationRow, toLocation } from './merchants.mapper';

const LIST: ListSpec = {
  entity: LocationEntity,
  alias: 'l',
  from: 'locations l',
  select: `l.id, l.merchant_id as "merchantId", l.name, l.address, l.lat, l.lng, l.time_zone as "timeZone", l.opening_hours as "openingHours",
    l.created_at as "createdAt", l.updated_at as "updatedAt", l.version,
    (select count(*)::integer from devices d where d.location_id = l.id) as "deviceCount"`,
  sorts: {
    name: { expression: 'l.name', type: 'text' },
    created_at: { expression: 'l.created_at', type: 'timestamptz' },
  },
  defaultSort: 'name',
  key: { expression: 'l.id', type: 'integer' },
};

@Injectable()
export class LocationsReader {
  constructor(private readonly db: TenantDb) {}

  async list(actor: Actor, query: LocationQuery): Promise<Page<Location>> {
    const where = new Conditions()
      .add(query.query && `%${likeLiteral(query.query.toLowerCase())}%`, (place) =>
        ['l.name', 'l.address'].map((column) => `lower(${column}) like ${place}`).join(' or '),
      )
      .add(query.merchant_id, (place) => `l.merchant_id = ${place}`);
    const { rows, pagination } = await this.db.for(actor).list<LocationRow>(LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toLocation), pagination };
  }

  async get(actor: Actor, id: number): Promise<Location> {
    const location = await this.db.for(actor).find(LocationEntity, { id });
    if (!location) throw new LocationNotFound();
    const [row] = await this.db
      .for(actor)
      .query<{ n: number }>(
        (scope) =>
          `select count(*)::integer as n from devices d where ${scope(DeviceEntity, 'd')} and d.location_id = $1`,
        [id],
      );
    return toLocation({ ...location, deviceCount: row?.n ?? 0 });
  }
}
