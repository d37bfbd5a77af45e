import { MerchantEntity, type MerchantSettingsJson, OrderEntity } from '@coffee/data/entities';
import type { TenantTx } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { REBUILD_ROLLUPS } from '../reports';
import type { TasksService } from '../tasks';

/** Day sums are of days of the merchant's zone, in the merchant's currency. */
export function changesDaySums(before: MerchantSettingsJson, after: MerchantSettingsJson): boolean {
  return before.timeZone !== after.timeZone || before.currency !== after.currency;
}

/** Stores the task that sums the merchant's days anew; null when it has sold nothing. Wake it after the commit. */
export async function rebuildDaySums(
  tx: TenantTx,
  actor: Actor,
  tasks: TasksService,
  merchantId: number,
): Promise<string | null> {
  const lends = await lendsItsZone(tx, merchantId);
  const [span] = await tx.query<{ from: string | null; to: string | null }>(
    (scope) => `select (min(o.ordered_at) - interval '1 day')::date::text as from,
        (max(o.ordered_at) + interval '1 day')::date::text as to
      from orders o where ${scope(OrderEntity, 'o')} and (o.merchant_id = $1 or $2)`,
    [merchantId, lends],
  );
  if (!span?.from || !span.to) return null;
  const task = await tasks.create(tx, actor, {
    type: REBUILD_ROLLUPS,
    params: { merchant_id: lends ? null : merchantId, from_day: span.from, to_day: span.to },
    merchantId,
  });
  return task.task_id;
}

/** The first merchant's zone and currency hold for machines that nobody owns, too. */
async function lendsItsZone(tx: TenantTx, merchantId: number): Promise<boolean> {
  const [first] = await tx.query<{ id: number | null }>(
    (scope) => `select min(m.id) as id from merchants m where ${scope(MerchantEntity, 'm')}`,
  );
  return first?.id === merchantId;
}
