import { ensureMonths } from '@coffee/data/monthly-partitions';
import { Clock } from '@coffee/platform/clock';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

@Injectable()
export class TelemetryPartitions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Makes this month's partition and the next two where they are missing. */
  async ensure(): Promise<void> {
    await ensureMonths(this.dataSource, { table: 'telemetry', column: 'at' }, this.clock.now());
  }
}
