import type { EnrolmentToken } from '@coffee/contract/devices';
import type { EnrolmentTokenEntity } from '@coffee/data/entities';

export type EnrolmentTokenRow = Omit<EnrolmentTokenEntity, 'merchant' | 'tokenHash'>;

export function toEnrolmentToken(row: EnrolmentTokenRow): EnrolmentToken {
  return {
    id: row.id,
    merchant_id: row.merchantId,
    note: row.note,
    uses_left: row.usesLeft,
    used: row.used,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    expires_at: row.expiresAt.toISOString(),
    created_at: row.createdAt.toISOString(),
  };
}
