import type { CreateLocation, Location, UpdateLocation } from '@coffee/contract/merchants';
import { LocationEntity, MerchantEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { LocationsReader } from './locations.reader';
import { mergeSettings } from './merchant-settings';
import { LocationNotFound, UnknownMerchant } from './merchants.errors';

@Injectable()
export class LocationsService {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
    private readonly reader: LocationsReader,
  ) {}

  async create(actor: Actor, input: CreateLocation): Promise<Location> {
    const id = await this.db.transaction(actor, async (tx) => {
      const merchant = await tx.find(MerchantEntity, { id: input.merchant_id });
      if (!merchant) throw new UnknownMerchant();
      const location = await tx.insert(LocationEntity, {
        merchantId: merchant.id,
        name: input.name,
        address: input.address ?? null,
        lat: input.lat ?? null,
        lng: input.lng ?? null,
        timeZone: input.time_zone ?? mergeSettings(merchant.settings).timeZone,
        openingHours: input.opening_hours ?? null,
      });
      await this.audit.record(tx, actor, {
        action: 'location.created',
        targetType: 'location',
        targetId: location.id,
        summary: `Created location ${location.name}`,
        after: audited(location),
        merchantId: merchant.id,
      });
      return location.id;
    });
    return this.reader.get(actor, id);
  }

  /** What is absent stays; null clears an address, coordinates and opening hours. */
  async update(actor: Actor, id: number, change: UpdateLocation, version?: number): Promise<Location> {
    await this.db.transaction(actor, async (tx) => {
      const location = await tx.lock(LocationEntity, { id });
      if (!location) throw new LocationNotFound();
      const before = audited(location);
      location.name = change.name ?? location.name;
      location.timeZone = change.time_zone ?? location.timeZone;
      location.address = change.address === undefined ? location.address : change.address;
      location.lat = change.lat === undefined ? location.lat : change.lat;
      location.lng = change.lng === undefined ? location.lng : change.lng;
      location.openingHours =
        change.opening_hours === undefined ? location.openingHours : change.opening_hours;
      const saved = await tx.save(LocationEntity, location, version);
      await this.audit.record(tx, actor, {
        action: 'location.updated',
        targetType: 'location',
        targetId: id,
        summary: `Changed location ${saved.name}`,
        before,
        after: audited(saved),
        merchantId: saved.merchantId,
      });
    });
    return this.reader.get(actor, id);
  }

  /** Its machines stay where they are, without a location; past orders keep its number. */
  async remove(actor: Actor, id: number): Promise<void> {
    await this.db.transaction(actor, async (tx) => {
      const location = await tx.lock(LocationEntity, { id });
      if (!location) throw new LocationNotFound();
      const before = audited(location);
      const { name, merchantId } = location;
      await tx.remove(LocationEntity, location);
      await this.audit.record(tx, actor, {
        action: 'location.deleted',
        targetType: 'location',
        targetId: id,
        summary: `Deleted location ${name}`,
        before,
        merchantId,
      });
    });
  }
}

function audited(location: LocationEntity): object {
  const { id, merchantId, name, address, lat, lng, timeZone, openingHours } = location;
  return {
    id,
    merchant_id: merchantId,
    name,
    address,
    lat,
    lng,
    time_zone: timeZone,
    opening_hours: openingHours,
  };
}
