import {
  DeviceEntity,
  DeviceStateEntity,
  LocationEntity,
  MerchantEntity,
  UserEntity,
} from '@coffee/data/entities';
import { hash } from '@node-rs/argon2';
import type { DataSource, DeepPartial } from 'typeorm';

let counter = 0;
const next = (): number => (counter += 1);

/** The password of every made user. */
export const TEST_PASSWORD = 'Correct-horse-1';

/** Makes rows with sensible values; what a spec does not name does not matter to it. */
export class Factories {
  constructor(private readonly dataSource: DataSource) {}

  merchant(values: DeepPartial<MerchantEntity> = {}): Promise<MerchantEntity> {
    return this.dataSource.manager.save(MerchantEntity, {
      name: `Merchant ${next()}`,
      contact: null,
      settings: {
        timeZone: 'Asia/Shanghai',
        currency: 'CNY',
        autoRefund: { enabled: false, maxAmountMinor: 0, maxPerDeviceDay: 3, maxPerHour: 20 },
      },
      ...values,
    } as DeepPartial<MerchantEntity>) as Promise<MerchantEntity>;
  }

  location(merchant: MerchantEntity, values: DeepPartial<LocationEntity> = {}): Promise<LocationEntity> {
    return this.dataSource.manager.save(LocationEntity, {
      merchantId: merchant.id,
      name: `Location ${next()}`,
      address: null,
      timeZone: merchant.settings.timeZone,
      ...values,
    } as DeepPartial<LocationEntity>) as Promise<LocationEntity>;
  }

  async user(values: DeepPartial<UserEntity> = {}): Promise<UserEntity> {
    const passwordHash = await hash(TEST_PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    return this.dataSource.manager.save(UserEntity, {
      email: `person${next()}@example.com`,
      name: `Person ${counter}`,
      role: 'admin',
      merchantId: null,
      active: true,
      passwordHash,
      ...values,
    } as DeepPartial<UserEntity>) as Promise<UserEntity>;
  }

  async device(
    values: DeepPartial<DeviceEntity> = {},
    state: DeepPartial<DeviceStateEntity> = {},
  ): Promise<DeviceEntity> {
    const device = (await this.dataSource.manager.save(DeviceEntity, {
      deviceId: `DEV-${next()}`,
      model: 'CoffeePro-A',
      ...values,
    } as DeepPartial<DeviceEntity>)) as DeviceEntity;
    await this.dataSource.manager.save(DeviceStateEntity, {
      deviceId: device.deviceId,
      ...state,
    } as DeepPartial<DeviceStateEntity>);
    return device;
  }
}
