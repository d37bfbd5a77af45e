import { CommandBatchEntity } from '@coffee/data/entities';
import type { TenantTx } from '@coffee/data/tenant-db';

/**
 * One verb at a time on a batch, until the transaction ends. Not the batch's row: machines' results count on that row,
 * and they lock their command first.
 */
export async function lockBatch(tx: TenantTx, batchId: string): Promise<void> {
  await tx.query(
    (scope) =>
      `select pg_advisory_xact_lock(hashtextextended('batch ' || b.batch_id, 0)) from command_batches b
       where b.batch_id = $1 and ${scope(CommandBatchEntity, 'b')}`,
    [batchId],
  );
}
