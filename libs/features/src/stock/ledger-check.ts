import { StockMovementEntity } from '@coffee/data/entities';
import type { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';

export interface LedgerFault {
  deviceId: string;
  binIndex: number;
  /** Exact, as PostgreSQL writes it. Null: no such bin, or no movement. */
  level: string | null;
  sum: string | null;
  lastBalance: string | null;
  movements: number;
  counted: number;
}

/** Bins whose movements do not add up to their level, have a gap, or end on another balance; empty when all is well. */
export async function ledgerFaults(db: TenantDb): Promise<LedgerFault[]> {
  return db.for(systemActor()).query<LedgerFault>(
    (scope) => `
      with sums as materialized (
        select s.device_id, s.bin_index, sum(s.amount) as sum, count(*)::integer as counted, max(s.seq) as last
        from stock_movements s where ${scope(StockMovementEntity, 's')} group by 1, 2
      )
      select coalesce(b.device_id, s.device_id) as "deviceId", coalesce(b.bin_index, s.bin_index) as "binIndex",
             b.remaining::text as level, s.sum::text as sum, e.balance::text as "lastBalance",
             coalesce(b.movements, 0) as movements, coalesce(s.counted, 0) as counted
      from device_bins b full join sums s on s.device_id = b.device_id and s.bin_index = b.bin_index
      left join stock_movements e on e.device_id = s.device_id and e.bin_index = s.bin_index and e.seq = s.last
      where b.remaining is distinct from coalesce(s.sum, 0) or b.movements is distinct from coalesce(s.counted, 0)
        or coalesce(s.last, 0) <> coalesce(s.counted, 0) or (s.sum is not null and e.balance is distinct from s.sum)
      order by 1, 2`,
  );
}
