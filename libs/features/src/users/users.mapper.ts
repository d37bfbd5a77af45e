import type { User } from '@coffee/contract/users';
import type { UserEntity } from '@coffee/data/entities';

export type UserRow = Omit<UserEntity, 'passwordHash' | 'merchant'>;

/** Whether somebody has set a password, and until when the link is good by which it can be set. */
export interface Admission {
  invited: boolean;
  invitedUntil: Date | null;
}

const SETTLED: Admission = { invited: false, invitedUntil: null };

/** Without an admission: somebody who is signed in, and so has a password. */
export function toUser(row: UserRow, { invited, invitedUntil }: Admission = SETTLED): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    merchant_id: row.merchantId,
    active: row.active,
    invited,
    invited_until: invitedUntil?.toISOString() ?? null,
    last_login_at: row.lastLoginAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    version: row.version,
  };
}
