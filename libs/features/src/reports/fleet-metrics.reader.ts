import { DeviceEntity, MerchantDayEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { DEVICE_STATUSES, type DeviceStatus } from '@coffee/contract/devices';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import { FactMetrics } from '@coffee/platform/metrics';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FLEET_DEFAULTS } from './fleet-defaults';

interface FleetRow {
  machines: Partial<Record<DeviceStatus, number>>;
  low: number;
  orders: number;
}

/** The fleet's figures for `/metrics`: the same sums as the dashboard's, over all merchants. */
@Injectable()
export class FleetMetrics implements OnModuleInit {
  constructor(
    private readonly db: TenantDb,
    private readonly facts: FactMetrics,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.facts.register('fleet', () => this.collect());
  }

  async collect(): Promise<void> {
    const row = await this.read();
    const count = (status: DeviceStatus): number => row.machines[status] ?? 0;
    for (const status of DEVICE_STATUSES) this.facts.devices.set({ status }, count(status));
    const total = DEVICE_STATUSES.reduce((sum, status) => sum + count(status), 0);
    const inTouch = total - count('offline') - count('registered');
    this.facts.deviceOnlineRate.set(total === 0 ? 0 : inTouch / total);
    this.facts.materialLow.set(row.low);
    this.facts.dailyOrders.set(row.orders);
  }

  private async read(): Promise<FleetRow> {
    const [row] = await this.db.for(systemActor()).query<FleetRow>(
      (scope) => `
        with owners as (
          select m.id as merchant_id, ($1::timestamptz at time zone coalesce(m.settings->>'timeZone', f.zone))::date as today
          from merchants m, (${FLEET_DEFAULTS}) f
          union all select 0, ($1::timestamptz at time zone f.zone)::date from (${FLEET_DEFAULTS}) f
        )
        select (select coalesce(json_object_agg(status, n), '{}') from (
                  select d.status, count(*) as n from devices d
                  where d.lifecycle <> 'retired' and ${scope(DeviceEntity, 'd')} group by d.status) counted) as machines,
               (select count(*)::integer from device_bins b where b.is_low
                and b.device_id not in (select device_id from devices where lifecycle = 'retired')) as low,
               (select coalesce(sum(r.orders), 0)::integer from owners o
                join merchant_days r on r.merchant_id = o.merchant_id and r.day = o.today
                where ${scope(MerchantDayEntity, 'r')}) as orders`,
      [this.clock.now()],
    );
    return row ?? { machines: {}, low: 0, orders: 0 };
  }
}
