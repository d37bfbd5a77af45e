import type { AuditEntry, AuditQuery, AuditSource } from '@coffee/contract/audit';
import type { Page } from '@coffee/contract/paging';
import { AuditEntryEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';

export const AUDIT_LIST: ListSpec = {
  entity: AuditEntryEntity,
  alias: 'a',
  from: 'audit_entries a',
  select: `a.id, a.action, a.target_type as "targetType", a.target_id as "targetId", a.summary, a.before, a.after,
    a.source, a.actor_id as "actorId", a.actor_name as "actorName", a.merchant_id as "merchantId", a.ip,
    a.request_id as "requestId", a.created_at as "createdAt"`,
  sorts: { created_at: { expression: 'a.created_at', type: 'timestamptz' } },
  defaultSort: '-created_at',
  key: { expression: 'a.id', type: 'bigint' },
};

export function auditConditions(query: AuditQuery): Conditions {
  return new Conditions()
    .add(query.action, (place) => `a.action = any(${place})`)
    .add(query.target_type, (place) => `a.target_type = any(${place})`)
    .add(query.target_id, (place) => `a.target_id = ${place}`)
    .add(query.actor_id, (place) => `a.actor_id = ${place}`)
    .add(query.source, (place) => `a.source = any(${place})`)
    .add(query.request_id, (place) => `a.request_id = ${place}`)
    .add(query.from, (place) => `a.created_at >= ${place}::timestamptz`)
    .add(query.to, (place) => `a.created_at <= ${place}::timestamptz`);
}

@Injectable()
export class AuditReader {
  constructor(private readonly db: TenantDb) {}

  async list(actor: Actor, query: AuditQuery): Promise<Page<AuditEntry>> {
    const { rows, pagination } = await this.db.for(actor).list<AuditEntryEntity>(AUDIT_LIST, {
      where: auditConditions(query),
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toAuditEntry), pagination };
  }
}

export function toAuditEntry(row: AuditEntryEntity): AuditEntry {
  return {
    id: row.id,
    action: row.action,
    target_type: row.targetType,
    target_id: row.targetId,
    summary: row.summary,
    before: row.before as AuditEntry['before'],
    after: row.after as AuditEntry['after'],
    source: row.source as AuditSource,
    actor_id: row.actorId,
    actor_name: row.actorName,
    merchant_id: row.merchantId,
    ip: row.ip,
    request_id: row.requestId,
    created_at: row.createdAt.toISOString(),
  };
}
