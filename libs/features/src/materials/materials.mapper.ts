import type { Material, MaterialStock } from '@coffee/contract/materials';
import { formatMoney } from '@coffee/contract/money';
import type { MaterialEntity } from '@coffee/data/entities';

export type StockRow = MaterialStock & { material_id: number };

export const NO_STOCK: MaterialStock = {
  bins: 0,
  devices: 0,
  capacity: 0,
  remaining: 0,
  low_bins: 0,
  other_unit_bins: 0,
};

export function toMaterial(row: MaterialEntity): Material {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    type: row.type,
    unit: row.unit,
    density: row.density,
    cost_per_1000: row.costMinor === null ? null : formatMoney(row.costMinor),
    enabled: row.enabled,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    version: row.version,
  };
}
