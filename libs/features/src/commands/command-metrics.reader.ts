import { CommandEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { FactMetrics } from '@coffee/platform/metrics';
import { Injectable, type OnModuleInit } from '@nestjs/common';

interface FactsRow {
  open: number;
  failed: number;
  ended: number;
  oldest_due: number;
}

/** Figures of commands for `/metrics`, over all merchants. */
@Injectable()
export class CommandMetrics implements OnModuleInit {
  constructor(
    private readonly db: TenantDb,
    private readonly facts: FactMetrics,
  ) {}

  onModuleInit(): void {
    this.facts.register('commands', () => this.collect());
  }

  async collect(): Promise<void> {
    const [row] = await this.db.for(systemActor()).query<FactsRow>(
      (scope) => `
        select open.n as open, ended.failed, ended.n as ended, open.oldest_due
        from (
          select count(*)::integer as n,
                 coalesce(extract(epoch from now() - min(c.updated_at) filter (where c.status = 'queued' and d.status = 'online')), 0)::double precision as oldest_due
          from commands c join devices d on d.device_id = c.device_id
          where c.status in ('pending', 'queued', 'sent', 'acknowledged') and ${scope(CommandEntity, 'c')}
        ) open, (
          select count(*) filter (where c.status in ('fail', 'expired'))::integer as failed, count(*)::integer as n
          from commands c where c.finished_at > now() - interval '1 day' and c.status <> 'canceled'
        ) ended`,
    );
    if (!row) return;
    this.facts.pendingCommands.set(row.open);
    this.facts.failedDispatchRate.set(row.ended === 0 ? 0 : row.failed / row.ended);
    this.facts.oldestDueCommand.set(row.oldest_due);
  }
}
