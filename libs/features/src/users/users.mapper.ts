import type { User } from '@coffee/contract/users';
import type { UserEntity } from '@coffee/data/entities';

export type UserRow = Omit<UserEntity, 'passwordHash' | 'merchant'>;

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    merchant_id: row.merchantId,
    active: row.active,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    version: row.version,
  };
}
