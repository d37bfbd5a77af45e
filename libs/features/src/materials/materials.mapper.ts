import type { Material } from '@coffee/contract/materials';
import type { MaterialEntity } from '@coffee/data/entities';

export function toMaterial(row: MaterialEntity): Material {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    type: row.type,
    unit: row.unit,
    density: row.density,
    enabled: row.enabled,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}
