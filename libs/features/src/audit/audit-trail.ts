import { AuditEntryEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { auditChange } from './audit-changes';

/** One thing that was done. `action` is past tense and names its feature: `user.created`, `device.updated`. */
export interface AuditRecord {
  action: string;
  targetType: string;
  targetId: string | number;
  /** One sentence for people. */
  summary: string;
  /** The row as it was and as it is now; what did not change and what is secret is left out by the trail. */
  before?: object | null;
  after?: object | null;
  /** Whose entry it is when that is not the actor's merchant: an administrator's act on a merchant's row. */
  merchantId?: number | null;
}

export type AuditRow = Omit<AuditEntryEntity, 'id' | 'createdAt' | 'xactId'>;

/** The row that a record becomes, for those who write it with their own statement. */
export function auditRow(actor: Actor, record: AuditRecord): AuditRow {
  const change = auditChange(record.before ?? null, record.after ?? null);
  return {
    action: record.action,
    targetType: record.targetType,
    targetId: String(record.targetId),
    summary: record.summary,
    ...change,
    source: actor.source,
    actorId: actor.userId,
    actorName: actor.name,
    merchantId: actor.merchantId ?? record.merchantId ?? null,
    ip: actor.ip,
    requestId: actor.requestId,
  };
}

/** Writes who did what. The entry shares the transaction of the deed: neither is there without the other. */
@Injectable()
export class AuditTrail {
  constructor(private readonly db: TenantDb) {}

  async record(tx: TenantTx, actor: Actor, record: AuditRecord): Promise<void> {
    await tx.insert(AuditEntryEntity, auditRow(actor, record));
  }

  /** For a deed that changes no row of its own, such as a sign-in. */
  async recordAs(actor: Actor, record: AuditRecord): Promise<void> {
    await this.db.transaction(actor, (tx) => this.record(tx, actor, record));
  }
}
