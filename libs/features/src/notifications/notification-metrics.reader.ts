import { NotificationDeliveryEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { FactMetrics } from '@coffee/platform/metrics';
import { Injectable, type OnModuleInit } from '@nestjs/common';

interface Backlog {
  status: 'new' | 'held' | 'pending' | 'failed';
  n: number;
  oldest: number | null;
}

/** What has not been told yet, over all channels, for `/metrics`. */
@Injectable()
export class NotificationMetrics implements OnModuleInit {
  constructor(
    private readonly db: TenantDb,
    private readonly facts: FactMetrics,
  ) {}

  onModuleInit(): void {
    this.facts.register('notifications', () => this.collect());
  }

  async collect(): Promise<void> {
    const rows = await this.db.for(systemActor()).query<Backlog>(
      (scope) => `
        select d.status, count(*)::integer as n,
               extract(epoch from now() - min(coalesce(d.next_attempt_at, d.created_at)))::float8 as oldest
        from notification_deliveries d where d.status in ('new', 'held') and ${scope(NotificationDeliveryEntity, 'd')}
        group by d.status
        union all
        -- What waits in a channel that is off is late for a known reason.
        select d.status, count(*)::integer, extract(epoch from now() - min(d.next_attempt_at) filter (where c.active))::float8
        from notification_deliveries d join notification_channels c on c.id = d.channel_id
        where d.status = 'pending' and ${scope(NotificationDeliveryEntity, 'd')}
        group by d.status
        union all
        select 'failed', count(*)::integer, null from notification_deliveries d
        where d.status = 'failed' and d.finished_at > now() - interval '1 day' and ${scope(NotificationDeliveryEntity, 'd')}`,
    );
    for (const status of ['new', 'held', 'pending', 'failed'] as const)
      this.facts.notificationBacklog.set({ status }, rows.find((row) => row.status === status)?.n ?? 0);
    this.facts.oldestDueNotification.set(Math.max(0, ...rows.map(({ oldest }) => oldest ?? 0)));
  }
}
