import { ALARM_SEVERITIES, type AlarmSeverity } from '@coffee/contract/alarms';
import { AlarmEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { FactMetrics } from '@coffee/platform/metrics';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** Open alarms for `/metrics`, over all merchants. */
@Injectable()
export class AlarmMetrics implements OnModuleInit {
  constructor(
    private readonly db: TenantDb,
    private readonly facts: FactMetrics,
  ) {}

  onModuleInit(): void {
    this.facts.register('alarms', () => this.collect());
  }

  async collect(): Promise<void> {
    const rows = await this.db.for(systemActor()).query<{ severity: AlarmSeverity; n: number }>(
      (scope) => `
        select a.severity, count(*)::integer as n from alarms a
        where a.status <> 'closed' and a.parent_id is null and ${scope(AlarmEntity, 'a')} group by a.severity`,
    );
    for (const severity of ALARM_SEVERITIES) {
      this.facts.alarmsOpen.set({ severity }, rows.find((row) => row.severity === severity)?.n ?? 0);
    }
  }
}
