import { DeviceBinEntity, DeviceEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { LivePublisher } from '@coffee/platform/live';
import { Injectable } from '@nestjs/common';
import { StockForecasts } from './forecasts.service';
import type { BinKey } from './usage.reader';

/** What follows when people changed bins: their forecasts anew, and the browsers told. After the commit. */
@Injectable()
export class BinNews {
  constructor(
    private readonly db: TenantDb,
    private readonly forecasts: StockForecasts,
    private readonly live: LivePublisher,
  ) {}

  async tell(actor: Actor, bins: readonly BinKey[]): Promise<void> {
    await this.forecasts.refresh(bins);
    const devices = await this.db
      .for(actor)
      .query<{ device_id: string; merchant_id: number | null; low_bins: number }>(
        (scope) => `
        select d.device_id, d.merchant_id, (select count(*)::integer from device_bins b
          where b.device_id = d.device_id and b.is_low and ${scope(DeviceBinEntity, 'b')}) as low_bins
        from devices d where d.device_id = any($1) and ${scope(DeviceEntity, 'd')}`,
        [[...new Set(bins.map((bin) => bin.device_id))]],
      );
    for (const { device_id, merchant_id: merchantId, low_bins } of devices)
      this.live.publish('device.materials', { merchantId }, { device_id, low_bins });
  }
}
