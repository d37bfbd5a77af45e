import type { Location, Merchant } from '@coffee/contract/merchants';
import type { LocationEntity, MerchantEntity } from '@coffee/data/entities';
import { toSettings } from './merchant-settings';

export type MerchantRow = MerchantEntity & { deviceCount: number };
export type LocationRow = Omit<LocationEntity, 'merchant'> & { deviceCount: number };

export function toMerchant(row: MerchantRow): Merchant {
  return {
    id: row.id,
    name: row.name,
    contact: row.contact,
    status: row.status,
    settings: toSettings(row.settings),
    device_count: row.deviceCount,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    version: row.version,
  };
}

export function toLocation(row: LocationRow): Location {
  return {
    id: row.id,
    merchant_id: row.merchantId,
    name: row.name,
    address: row.address,
    lat: row.lat,
    lng: row.lng,
    time_zone: row.timeZone,
    opening_hours: row.openingHours,
    device_count: row.deviceCount,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    version: row.version,
  };
}
