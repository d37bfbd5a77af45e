import type { Device, UpdateDevice } from '@coffee/contract/devices';
import { DeviceEntity, LocationEntity, MerchantEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { PreconditionFailed, ValidationFailed } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { DeviceDirectory } from './device-directory.ingest';
import { DeviceNotFound } from './devices.errors';
import { DevicesReader } from './devices.reader';

const snapshot = (device: DeviceEntity): Record<string, unknown> => ({
  alias: device.alias,
  merchant_id: device.merchantId,
  location_id: device.locationId,
  address: device.address,
  tags: device.tags,
  lifecycle: device.lifecycle,
});

const unknownReference = (field: string): ValidationFailed =>
  new ValidationFailed([{ field, rule: 'exists', message: `${field} names nothing within reach` }]);

@Injectable()
export class DevicesService {
  constructor(
    private readonly db: TenantDb,
    private readonly reader: DevicesReader,
    private readonly directory: DeviceDirectory,
    private readonly audit: AuditTrail,
  ) {}

  /** A person's change; what is absent stays. `version` guards against overwriting somebody else's. */
  async update(actor: Actor, deviceId: string, change: UpdateDevice, version?: number): Promise<Device> {
    await this.db.transaction(actor, async (tx) => {
      const device = await tx.lock(DeviceEntity, { deviceId });
      if (!device) throw new DeviceNotFound(deviceId);
      if (version !== undefined && device.version !== version) throw new PreconditionFailed();
      const before = snapshot(device);
      await this.apply(tx, device, change);
      const after = snapshot(device);
      if (JSON.stringify(before) === JSON.stringify(after)) return;
      await tx.save(DeviceEntity, device);
      await this.audit.record(tx, actor, {
        action: 'device.updated',
        targetType: 'device',
        targetId: deviceId,
        summary: `Changed ${deviceId}`,
        before,
        after,
        merchantId: device.merchantId,
      });
    });
    this.directory.forget(deviceId);
    return this.reader.get(actor, deviceId);
  }

  private async apply(tx: TenantTx, device: DeviceEntity, change: UpdateDevice): Promise<void> {
    if (change.alias !== undefined) device.alias = change.alias === '' ? null : change.alias;
    if (change.address !== undefined) device.address = change.address === '' ? null : change.address;
    if (change.tags !== undefined) device.tags = [...new Set(change.tags)];
    if (change.lifecycle !== undefined) device.lifecycle = change.lifecycle;
    if (change.merchant_id !== undefined) await this.moveToMerchant(tx, device, change.merchant_id);
    if (change.location_id !== undefined) await this.moveToLocation(tx, device, change.location_id);
  }

  /** Another merchant's location does not come along. */
  private async moveToMerchant(tx: TenantTx, device: DeviceEntity, merchantId: number | null): Promise<void> {
    if (merchantId === device.merchantId) return;
    if (merchantId !== null && !(await tx.exists(MerchantEntity, { id: merchantId }))) {
      throw unknownReference('merchant_id');
    }
    device.merchantId = merchantId;
    device.locationId = null;
  }

  private async moveToLocation(tx: TenantTx, device: DeviceEntity, locationId: number | null): Promise<void> {
    if (locationId !== null) {
      const location = await tx.find(LocationEntity, { id: locationId });
      if (!location || location.merchantId !== device.merchantId) throw unknownReference('location_id');
    }
    device.locationId = locationId;
  }
}
