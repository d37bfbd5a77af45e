import { ensureMonths } from '@coffee/data/monthly-partitions';
import { Clock } from '@coffee/platform/clock';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Triggers for rows come with the partition; the one for TRUNCATE does not. */
const refuseTruncate = (partition: string): string =>
  `create trigger ${partition}_no_truncate before truncate on ${partition}
     for each statement execute function refuse_change()`;

@Injectable()
export class AuditPartitions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Makes this month's partition and the next two where they are missing. */
  async ensure(): Promise<void> {
    const target = { table: 'audit_entries', column: 'created_at', finish: refuseTruncate };
    await ensureMonths(this.dataSource, target, this.clock.now());
  }
}
