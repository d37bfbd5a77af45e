import { DeviceEntity, DeviceTokenEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { type Actor, systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { DeviceDirectory } from './device-directory.ingest';
import { DeviceNotFound } from './devices.errors';
import { AuditTrail } from '../audit';

const PREFIX = 'dev_';
const SECRET_BYTES = 32;

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

@Injectable()
export class DeviceTokens {
  constructor(
    private readonly db: TenantDb,
    private readonly directory: DeviceDirectory,
    private readonly audit: AuditTrail,
  ) {}

  /** Makes a token for a machine and ends the ones before at `oldValidUntil`. The answer is its only copy in clear. */
  async issue(tx: TenantTx, deviceId: string, oldValidUntil: Date): Promise<string> {
    const token = PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
    for (const old of await tx.findAll(DeviceTokenEntity, { deviceId })) {
      const ends = old.validUntil && old.validUntil < oldValidUntil ? old.validUntil : oldValidUntil;
      await tx.save(DeviceTokenEntity, Object.assign(old, { validUntil: ends }));
    }
    await tx.insert(DeviceTokenEntity, { deviceId, tokenHash: hashToken(token), validUntil: null });
    return token;
  }

  /** Whose token it is; null for nobody's. Whether it is still good, the directory knows. */
  async holderOf(tokenHash: Buffer): Promise<string | null> {
    const token = await this.db.for(systemActor()).find(DeviceTokenEntity, { tokenHash });
    return token?.deviceId ?? null;
  }

  /** A person replaces a machine's token; the old one stays good for the grace. */
  async rotate(
    actor: Actor,
    deviceId: string,
    graceSeconds: number,
  ): Promise<{ token: string; oldValidUntil: Date }> {
    const oldValidUntil = new Date(Date.now() + graceSeconds * 1000);
    const token = await this.db.transaction(actor, async (tx) => {
      const device = await tx.lock(DeviceEntity, { deviceId });
      if (!device) throw new DeviceNotFound(deviceId);
      const issued = await this.issue(tx, deviceId, oldValidUntil);
      await this.audit.record(tx, actor, {
        action: 'device.token_rotated',
        targetType: 'device',
        targetId: deviceId,
        summary: `New token, the old one ends ${oldValidUntil.toISOString()}`,
        merchantId: device.merchantId,
      });
      return issued;
    });
    this.directory.forget(deviceId);
    return { token, oldValidUntil };
  }
}
