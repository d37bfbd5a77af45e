// A person's movement: the bin is locked, its level changes and the line is appended, in the caller's transaction. Amounts
// are added by PostgreSQL, exactly; JavaScript never sums them.
import type { MovementCause, MovementType } from '@coffee/contract/stock';
import { DeviceBinEntity } from '@coffee/data/entities';
import type { TenantTx } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';

interface Step {
  type: MovementType;
  cause: MovementCause;
  note?: string | undefined;
  at: Date;
}
/** By so much, to a level, or up to the capacity. */
export type Change = { by: number } | { to: number; counted?: true } | { full: true };

export interface Moved {
  device_id: string;
  bin_index: number;
  amount: number;
  was: number;
  remaining: number;
  unit: string | null;
}

export async function move(
  tx: TenantTx,
  actor: Actor,
  bin: { deviceId: string; binIndex: number },
  change: Change,
  step: Step,
): Promise<Moved> {
  const [moved] = await tx.query<Moved>(
    (scope) => `
      with was as materialized (
        select b.* from device_bins b
        where b.device_id = $1 and b.bin_index = $2 and ${scope(DeviceBinEntity, 'b')} for update
      ), moved as (
        update device_bins b set movements = b.movements + 1,
          remaining = case when $3::numeric is not null then b.remaining + $3 when $4::numeric is not null then $4
                      else greatest(b.remaining, round(b.capacity::numeric, 3)) end
        from was w where b.device_id = w.device_id and b.bin_index = w.bin_index
        returning b.*, w.remaining as was
      ), kept as (
        insert into stock_movements (device_id, bin_index, seq, type, cause, material_id, amount, balance, expected, actor,
          note, occurred_at)
        select device_id, bin_index, movements, $5, $6, material_id, remaining - was, remaining,
               case when $7 and remaining <> was then was end, $8, $9, $10
        from moved
      )
      select device_id, bin_index, (remaining - was)::double precision as amount, was::double precision as was,
             remaining::double precision as remaining, unit
      from moved`,
    [
      bin.deviceId,
      bin.binIndex,
      'by' in change ? change.by : null,
      'to' in change ? change.to : null,
      step.type,
      step.cause,
      'to' in change && change.counted === true,
      actor.name,
      step.note ?? null,
      step.at,
    ],
  );
  if (!moved) throw new Error('a bin that was locked is gone');
  return moved;
}
