import type { Material } from '@coffee/contract/materials';
import { formatMoney } from '@coffee/contract/money';
import type { MaterialEntity } from '@coffee/data/entities';

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
  };
}
