import type { Device, DeviceSummary } from '@coffee/contract/devices';
import { DeviceDayEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AvailabilityService } from './availability.service';
import { FLEET_DEFAULTS } from './fleet-defaults';

interface Figures {
  today: number;
  week: number;
  /** Commands without an outcome. */
  pending: number;
}

const DAY_MS = 86_400_000;

/** One machine's figures of today and of the last seven days, in its merchant's zone. */
@Injectable()
export class DeviceSummaries {
  constructor(
    private readonly db: TenantDb,
    private readonly availability: AvailabilityService,
    private readonly clock: Clock,
  ) {}

  async summarise(actor: Actor, device: Device): Promise<DeviceSummary> {
    const now = this.clock.now();
    const [orders, onlineRate] = await Promise.all([
      this.orders(actor, device, now),
      this.availability.onlineRate(actor, device.device_id, new Date(now.getTime() - DAY_MS), now),
    ]);
    return {
      device,
      online_rate: onlineRate,
      orders_today: orders.today,
      orders_week: orders.week,
      alarms_open: device.open_alarms,
      materials_low: device.low_bins,
      pending_commands: orders.pending,
    };
  }

  private async orders(actor: Actor, device: Device, now: Date): Promise<Figures> {
    const [row] = await this.db.for(actor).query<Figures>(
      (scope) => `
        with zone as (
          select ($2::timestamptz at time zone coalesce(
            (select m.settings ->> 'timeZone' from merchants m where m.id = $3), f.zone))::date as today
          from (${FLEET_DEFAULTS}) f
        )
        select coalesce(sum(r.orders) filter (where r.day = zone.today), 0)::integer as today,
               coalesce(sum(r.orders), 0)::integer as week,
               (select count(*)::integer from commands c where c.device_id = $1
                and c.status in ('pending', 'queued', 'sent', 'acknowledged')) as pending
        from zone left join device_days r
          on r.device_id = $1 and r.day > zone.today - 7 and r.day <= zone.today and ${scope(DeviceDayEntity, 'r')}`,
      [device.device_id, now, device.merchant_id],
    );
    return row ?? { today: 0, week: 0, pending: 0 };
  }
}
