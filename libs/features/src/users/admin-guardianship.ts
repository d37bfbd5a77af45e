// Somebody must always be able to let others in. Every change that could take an administrator away locks the rows of
// all active ones first, in one order, so that two administrators who disable each other cannot both succeed.
import { UserEntity } from '@coffee/data/entities';
import type { TenantTx } from '@coffee/data/tenant-db';
import { LastAdmin } from './users.errors';

interface AdminRow {
  id: number;
  merchant_id: number | null;
}

/** Those who can sign in: an administrator who was only invited lets nobody in yet. */
export function lockAdmins(tx: TenantTx): Promise<AdminRow[]> {
  return tx.query<AdminRow>(
    (scope) => `select u.id, u.merchant_id from users u
      where ${scope(UserEntity, 'u')} and u.role = 'admin' and u.active and u.password_hash is not null
      order by u.id for update`,
  );
}

/** `user` as it is about to be. An administrator who sees all merchants is only replaced by another such one. */
export function assertSomebodyIsLeft(admins: AdminRow[], user: UserEntity): void {
  const before = admins.find((admin) => admin.id === user.id);
  if (!before) return;
  const staysAdmin = user.role === 'admin' && user.active;
  const staysAsWide = before.merchant_id !== null || user.merchantId === null;
  if (staysAdmin && staysAsWide) return;
  const others = admins.filter((admin) => admin.id !== user.id);
  const replaced = others.some((admin) => before.merchant_id !== null || admin.merchant_id === null);
  if (!replaced) throw new LastAdmin();
}
