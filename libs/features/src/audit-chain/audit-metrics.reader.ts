import { AuditEntryEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { FactMetrics } from '@coffee/platform/metrics';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** More than these are a backlog, however many there are: a scrape must stay cheap. */
const COUNTED = 10_000;

/** How far the sealing is behind, for `/metrics`. */
@Injectable()
export class AuditMetrics implements OnModuleInit {
  constructor(
    private readonly db: TenantDb,
    private readonly facts: FactMetrics,
  ) {}

  onModuleInit(): void {
    this.facts.register('audit', () => this.collect());
  }

  async collect(): Promise<void> {
    const [row] = await this.db.for(systemActor()).query<{ position: number; unsealed: number; lag: number }>(
      (scope) => `
        select s.position, count(e.id)::integer as unsealed,
          coalesce(extract(epoch from now() - min(e.created_at)), 0)::float8 as lag
        from audit_sealing s left join lateral (
          select a.id, a.created_at from audit_entries a
          where (a.xact_id, a.id) > (s.xact_id, s.entry_id) and ${scope(AuditEntryEntity, 'a')}
            and not exists (select 1 from audit_seals x where x.entry_id = a.id)
          order by a.xact_id, a.id limit ${COUNTED}
        ) e on true group by s.position`,
    );
    this.facts.auditSeals.set(row?.position ?? 0);
    this.facts.auditUnsealed.set(row?.unsealed ?? 0);
    this.facts.auditSealLag.set(Math.max(0, row?.lag ?? 0));
  }
}
