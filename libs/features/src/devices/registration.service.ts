import { DeviceEntity, DeviceStateEntity, StatusChangeEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Unauthorized } from '@coffee/platform/errors';
import { LivePublisher } from '@coffee/platform/live';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { EnrolmentService } from '../enrolment';
import { DeviceDirectory } from './device-directory.ingest';
import { DeviceTokens, hashToken } from './device-tokens.service';
import { DeviceSuspended } from './devices.errors';

export interface Registration {
  deviceId: string;
  model: string | null;
  fwVersion: string;
  serial: string | null;
  mac: string | null;
  address: string | null;
  lat: number | null;
  lng: number | null;
  /** An enrolment token, or the machine's own when it registers again. */
  token: string | null;
}

export interface Registered {
  isNew: boolean;
  merchantId: number | null;
  /** Only when a new one was made. */
  deviceToken: string | null;
}

const firstOrSame = <T>(told: T | null, known: T | null): T | null => told ?? known;

@Injectable()
export class RegistrationService {
  constructor(
    private readonly db: TenantDb,
    private readonly tokens: DeviceTokens,
    private readonly enrolment: EnrolmentService,
    private readonly directory: DeviceDirectory,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    private readonly live: LivePublisher,
  ) {}

  /**
   * Makes a machine known, once. With `tokensRequired` a new one needs an enrolment token and gets its own; a known
   * one needs its own. A machine that never spoke since its first registration may enrol again: its answer was lost.
   */
  async register(actor: Actor, told: Registration, tokensRequired: boolean): Promise<Registered> {
    try {
      return await this.attempt(actor, told, tokensRequired);
    } catch (error) {
      // Two registrations of one new id at once: the second finds the row of the first.
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
      return this.attempt(actor, told, tokensRequired);
    }
  }

  private async attempt(actor: Actor, told: Registration, tokensRequired: boolean): Promise<Registered> {
    const registered = await this.db.transaction(actor, async (tx) => {
      // The state before the device, as reports and the offline round lock them: a fleet that comes back registers
      // and reports in the same second.
      await tx.lock(DeviceStateEntity, { deviceId: told.deviceId });
      const device = await tx.lock(DeviceEntity, { deviceId: told.deviceId });
      return device
        ? this.again(tx, actor, device, told, tokensRequired)
        : this.first(tx, actor, told, tokensRequired);
    });
    this.directory.forget(told.deviceId);
    if (registered.isNew) this.announce(told.deviceId, registered.merchantId);
    return registered;
  }

  /** A new machine appears in open lists without a reload. */
  private announce(deviceId: string, merchantId: number | null): void {
    this.live.publish(
      'device.status',
      { merchantId },
      {
        device_id: deviceId,
        status: 'registered',
        previous: null,
        activity: null,
        last_seen: this.clock.now().toISOString(),
        temperature: null,
      },
    );
  }

  private async first(
    tx: TenantTx,
    actor: Actor,
    told: Registration,
    tokensRequired: boolean,
  ): Promise<Registered> {
    const enrolled = told.token === null ? null : await this.enrolment.redeem(tx, told.token);
    if (tokensRequired && !enrolled) throw new Unauthorized('A valid enrolment token is needed');
    const merchantId = enrolled?.merchantId ?? null;
    const { deviceId, model, serial, mac, address, lat, lng } = told;
    await tx.insert(DeviceEntity, { deviceId, model, serial, mac, address, lat, lng, merchantId });
    const now = this.clock.now();
    await tx.insert(DeviceStateEntity, { deviceId, lastSeen: now, fwVersion: told.fwVersion });
    await tx.insert(StatusChangeEntity, {
      deviceId,
      previous: null,
      status: 'registered',
      cause: 'registered',
      at: now,
    });
    await this.audit.record(tx, actor, {
      action: 'device.registered',
      targetType: 'device',
      targetId: deviceId,
      summary: `Registered as ${model ?? 'a machine of unknown model'}`,
      after: { model, serial, mac, address, lat, lng, merchant_id: merchantId, enrolled: enrolled !== null },
      merchantId,
    });
    const deviceToken = enrolled ? await this.tokens.issue(tx, deviceId, now) : null;
    return { isNew: true, merchantId, deviceToken };
  }

  /** What a machine tells anew about itself, and that it got a token anew. */
  private async change(
    tx: TenantTx,
    actor: Actor,
    device: DeviceEntity,
    { enrolled, ...changed }: Partial<DeviceEntity> & { enrolled: boolean },
  ): Promise<void> {
    const { model, serial, mac, address, lat, lng } = device;
    const before = { model, serial, mac, address, lat, lng, enrolled: false };
    await tx.save(DeviceEntity, Object.assign(device, changed));
    await this.audit.record(tx, actor, {
      action: 'device.registered_again',
      targetType: 'device',
      targetId: device.deviceId,
      summary: enrolled ? 'Registered again and got a token' : 'Registered again as another',
      before,
      after: { ...changed, enrolled },
      merchantId: device.merchantId,
    });
  }

  private async again(
    tx: TenantTx,
    actor: Actor,
    device: DeviceEntity,
    told: Registration,
    tokensRequired: boolean,
  ): Promise<Registered> {
    if (device.lifecycle === 'suspended') throw new DeviceSuspended();
    const deviceToken = tokensRequired ? await this.authorise(tx, device, told.token) : null;
    const changed = {
      model: firstOrSame(told.model, device.model),
      serial: firstOrSame(told.serial, device.serial),
      mac: firstOrSame(told.mac, device.mac),
      // A person's address stands; a machine's fills the gap.
      address: firstOrSame(device.address, told.address),
      lat: firstOrSame(device.lat, told.lat),
      lng: firstOrSame(device.lng, told.lng),
    };
    const isSame = Object.entries(changed).every(
      ([key, value]) => device[key as keyof DeviceEntity] === value,
    );
    if (!isSame || deviceToken !== null)
      await this.change(tx, actor, device, { ...changed, enrolled: deviceToken !== null });
    await tx.update(
      DeviceStateEntity,
      { deviceId: device.deviceId },
      { lastSeen: this.clock.now(), fwVersion: told.fwVersion },
    );
    return { isNew: false, merchantId: device.merchantId, deviceToken };
  }

  /** A known machine shows its own token. Answers a new token only in the case of the lost answer. */
  private async authorise(tx: TenantTx, device: DeviceEntity, token: string | null): Promise<string | null> {
    const known = await this.directory.find(device.deviceId);
    if (token !== null && known && this.directory.accepts(known, hashToken(token))) return null;
    const state = await tx.find(DeviceStateEntity, { deviceId: device.deviceId });
    const neverSpoke = !(state?.reportedAt instanceof Date);
    if (token !== null && neverSpoke) {
      const enrolled = await this.enrolment.redeem(tx, token);
      if (enrolled && enrolled.merchantId === device.merchantId) {
        return this.tokens.issue(tx, device.deviceId, this.clock.now());
      }
    }
    throw new Unauthorized('This device is known: use its own token');
  }
}

const UNIQUE_VIOLATION = '23505';
