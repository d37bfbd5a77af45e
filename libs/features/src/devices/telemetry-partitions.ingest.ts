import { Clock } from '@coffee/platform/clock';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const MONTHS_AHEAD = 2;

const firstOfMonth = (date: Date, ahead: number): string =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 1)).toISOString().slice(0, 10);

@Injectable()
export class TelemetryPartitions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes this month's partition and the next two where they are missing. Rows that an unwatched month left in the
   * default partition move over in the same transaction.
   */
  async ensure(): Promise<void> {
    const now = this.clock.now();
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
      await this.ensureMonth(firstOfMonth(now, ahead), firstOfMonth(now, ahead + 1));
    }
  }

  private async ensureMonth(from: string, to: string): Promise<void> {
    const name = `telemetry_${from.slice(0, 7).replace('-', '_')}`;
    await this.dataSource.transaction(async (manager) => {
      await manager.query('lock table telemetry in exclusive mode');
      const [found] = await manager.query<{ exists: boolean }[]>(
        'select to_regclass($1) is not null as exists',
        [name],
      );
      if (found?.exists) return;
      await manager.query(`create table ${name} (like telemetry including all)`);
      await manager.query(
        `with moved as (delete from telemetry_default where at >= '${from}T00:00:00Z' and at < '${to}T00:00:00Z' returning *)
         insert into ${name} select * from moved`,
      );
      await manager.query(
        `alter table telemetry attach partition ${name} for values from ('${from}T00:00:00Z') to ('${to}T00:00:00Z')`,
      );
    });
  }
}
