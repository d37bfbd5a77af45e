import { DeviceEntity, QuarantinedReportEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';

/** The newest of each machine are kept: a broken firmware repeats itself. */
const KEPT_PER_DEVICE = 100;
const MAX_BODY_LENGTH = 16_384;

@Injectable()
export class Quarantine {
  constructor(private readonly db: TenantDb) {}

  /** Keeps a body that was refused by its shape, if the machine is known. */
  async keep(deviceId: string, route: string, body: unknown, error: string): Promise<void> {
    const text = (JSON.stringify(body) ?? '').replaceAll('\\u0000', '').slice(0, MAX_BODY_LENGTH);
    await this.db.for(systemActor()).query(
      (scope) => `
        with kept as (
          insert into quarantined_reports (device_id, route, body, error)
          select d.device_id, $2, $3, $4 from devices d where d.device_id = $1 and ${scope(DeviceEntity, 'd')}
          returning device_id
        )
        delete from quarantined_reports q using kept
        where ${scope(QuarantinedReportEntity, 'q')} and q.device_id = kept.device_id and q.id < (
          select min(id) from (
            select id from quarantined_reports where device_id = $1 order by id desc limit ${KEPT_PER_DEVICE - 1}
          ) newest)`,
      [deviceId, route, text, error.slice(0, 2000)],
    );
  }
}
