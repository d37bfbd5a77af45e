import {
  DeviceEntity,
  DeviceStateEntity,
  ListeningMarkEntity,
  StatusChangeEntity,
} from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { LivePublisher } from '@coffee/platform/live';
import { Injectable } from '@nestjs/common';
import type { DeviceStatus } from '@coffee/contract/devices';

interface SilentRow {
  device_id: string;
  merchant_id: number | null;
  previous: DeviceStatus;
  last_seen: Date;
}

/** One round takes at most this many, so that a site that goes dark does not hold thousands of locks. */
const MAX_PER_ROUND = 1000;

@Injectable()
export class DevicePresence {
  constructor(
    private readonly db: TenantDb,
    private readonly live: LivePublisher,
  ) {}

  /** Machines that could be heard for so long and said no word become offline, by the server's clock. Answers how many did. */
  async markSilent(afterSeconds: number): Promise<number> {
    let total = 0;
    for (;;) {
      const marked = await this.markRound(afterSeconds);
      total += marked;
      if (marked < MAX_PER_ROUND) return total;
    }
  }

  private async markRound(afterSeconds: number): Promise<number> {
    const rows = await this.db.for(systemActor()).query<SilentRow>(
      (scope) => `
        with silent as materialized (
          select s.device_id, s.last_seen
          from device_states s join devices d on d.device_id = s.device_id
          where d.status <> 'offline' and d.lifecycle <> 'retired' and ${scope(DeviceEntity, 'd')} and ${scope(DeviceStateEntity, 's')}
            and s.last_seen < now() - make_interval(secs => $1) and s.last_seen > '-infinity'
            and exists (
              select 1 from listening_marks l
              where l.name = 'devices' and greatest(s.last_seen, l.since) < l.seen_at - make_interval(secs => $1)
                and ${scope(ListeningMarkEntity, 'l')}
            )
          order by s.device_id limit ${MAX_PER_ROUND}
          for no key update of s skip locked
        ), gone as (
          update devices d set status = 'offline', activity = null
          from silent s join devices was on was.device_id = s.device_id
          where d.device_id = s.device_id
          returning d.device_id, d.merchant_id, was.status as previous, s.last_seen
        ), remembered as (
          insert into device_status_history (device_id, previous, status, cause, at)
          select device_id, previous, 'offline', 'silence', now() from gone where ${scope(StatusChangeEntity, 'gone')}
        ), audited as (
          insert into audit_entries (action, target_type, target_id, summary, before, after, source, actor_name, merchant_id)
          select 'device.status_changed', 'device', device_id, previous || ' -> offline',
                 jsonb_build_object('status', previous), jsonb_build_object('status', 'offline'), 'system', 'system', merchant_id
          from gone
        )
        select * from gone`,
      [afterSeconds],
    );
    for (const row of rows) {
      this.live.publish(
        'device.status',
        { merchantId: row.merchant_id },
        {
          device_id: row.device_id,
          status: 'offline',
          previous: row.previous,
          activity: null,
          last_seen: row.last_seen.toISOString(),
          temperature: null,
        },
      );
    }
    return rows.length;
  }
}
