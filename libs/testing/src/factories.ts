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

/**
 * A hash carries its own cost, which signing in pays again: the least that Argon2 allows, and once for all users. What a
 * password costs in earnest is proved where the product makes its hash.
 */
let passwordHash: Promise<string> | null = null;
const testPasswordHash = (): Promise<string> =>
  (passwordHash ??= hash(TEST_PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 }));

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
    return this.dataSource.manager.save(UserEntity, {
      email: `person${next()}@example.com`,
      name: `Person ${counter}`,
      role: 'admin',
      merchantId: null,
      active: true,
      passwordHash: await testPasswordHash(),
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
