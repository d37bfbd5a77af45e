import { SweepMarkEntity } from './entities';
import type { TenantTx } from './tenant-db';

/** Up to when a sweep of this name has brought its sums; null before its first time. */
export async function sweptThrough(tx: Pick<TenantTx, 'find'>, name: string): Promise<Date | null> {
  return (await tx.find(SweepMarkEntity, { name }))?.through ?? null;
}

/** In the transaction of the sums, so that neither is there without the other. */
export async function markSwept(tx: TenantTx, name: string, through: Date): Promise<void> {
  await tx.query(
    (scope) => `insert into sweep_marks as k (name, through) values ($1, $2)
      on conflict (name) do update set through = excluded.through where ${scope(SweepMarkEntity, 'k')}`,
    [name, through],
  );
}
