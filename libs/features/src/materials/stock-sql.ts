import { DeviceBinEntity } from '@coffee/data/entities';
import type { Scope } from '@coffee/data/tenant-db';

/** A bin without a unit of its own counts in the material's. */
const SAME_UNIT = 'coalesce(b.unit, m.unit) = m.unit';

/** What the bins within reach hold, one row for each material that any of them holds. `m` is what it is of. */
export function stockSql(scope: Scope, where = 'true'): string {
  return `select b.material_id, count(*)::integer as bins, count(distinct b.device_id)::integer as devices,
      coalesce(sum(b.capacity) filter (where ${SAME_UNIT}), 0) as capacity,
      coalesce(sum(b.remaining) filter (where ${SAME_UNIT}), 0)::float8 as remaining,
      (count(*) filter (where b.is_low))::integer as low_bins,
      (count(*) filter (where not ${SAME_UNIT}))::integer as other_unit_bins
    from device_bins b join materials m on m.id = b.material_id
    where ${where} and ${scope(DeviceBinEntity, 'b')} group by b.material_id`;
}
