// Alarms are derived: a sweep compares the causes that are there with those it knows, in three statements whatever their
// number. Run by one process at a time, but safe under any number: the second waits for nothing and does nothing.
import type { AlarmSeverity, AlarmStatus, AlarmType } from '@coffee/contract/alarms';
import { Clock } from '@coffee/platform/clock';
import { LivePublisher } from '@coffee/platform/live';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AlarmOutbox } from '../notifications';
import { FOLLOW_SQL, FORGET_SQL, OBSERVE_SQL, SETTLE_SQL } from './sweep-statements';

export interface SweptAlarm {
  id: number;
  type: AlarmType;
  device_id: string | null;
  merchant_id: number | null;
  severity: AlarmSeverity;
  status: AlarmStatus;
  kind: 'opened' | 'reopened' | 'closed' | 'severity_changed' | 'followed';
}

/** Any number that is ours alone in this database. */
const SWEEP_LOCK = 7_301_975;

@Injectable()
export class AlarmSweep {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly live: LivePublisher,
    private readonly outbox: AlarmOutbox,
  ) {}

  /** Answers the alarms that opened, closed or changed. */
  async sweep(): Promise<SweptAlarm[]> {
    const at = this.clock.now();
    const now = [at];
    const swept = await this.dataSource.transaction(async (manager) => {
      const [lock] = await manager.query<{ held: boolean }[]>(
        'select pg_try_advisory_xact_lock($1) as held',
        [SWEEP_LOCK],
      );
      if (lock?.held !== true) return [];
      await manager.query(OBSERVE_SQL, now);
      const settled = await manager.query<SweptAlarm[]>(SETTLE_SQL, now);
      const followed = await manager.query<SweptAlarm[]>(FOLLOW_SQL, now);
      await manager.query(FORGET_SQL, now);
      const told = [...settled, ...followed];
      // The sweep speaks for all merchants, as its other statements do.
      await this.outbox.write(
        (text, values) =>
          manager.query(
            text(() => 'true'),
            values,
          ),
        told,
        at,
      );
      return told;
    });
    for (const alarm of swept) this.tell(alarm);
    return swept;
  }

  private tell({ id, type, device_id, merchant_id, severity, status, kind }: SweptAlarm): void {
    const scope = { merchantId: merchant_id };
    if (kind === 'opened' || kind === 'reopened')
      this.live.publish('alarm.opened', scope, { alarm_id: id, device_id, type, severity });
    else this.live.publish('alarm.updated', scope, { alarm_id: id, device_id, status });
  }
}
