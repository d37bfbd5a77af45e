import { createHmac, timingSafeEqual } from 'node:crypto';
import { Clock } from '@coffee/platform/clock';
import { Config } from '@coffee/platform/config';
import { Injectable } from '@nestjs/common';

/** What a link opens, and for whom: a machine's own link ends when the machine is suspended or retired. */
export interface SignedLink {
  packageId: string;
  /** Null: whoever holds it. */
  deviceId: string | null;
}

export interface LinkQuery {
  expires?: string | undefined;
  device?: string | undefined;
  signature?: string | undefined;
}

const DAY_SECONDS = 86_400;

/** Absolute addresses of packages, signed because the first-generation kiosk downloads without headers. */
@Injectable()
export class PackageLinks {
  private readonly key: Buffer;

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {
    this.key = createHmac('sha256', config.secretKey).update('package links').digest();
  }

  sign({ packageId, deviceId }: SignedLink, seconds = DAY_SECONDS): string {
    const expires = Math.floor(this.clock.now().getTime() / 1000) + seconds;
    const query = new URLSearchParams({ expires: String(expires) });
    if (deviceId !== null) query.set('device', deviceId);
    query.set('signature', this.signature(packageId, deviceId, expires).toString('base64url'));
    return `${this.config.publicUrl}/api/v1/packages/${packageId}/download?${query.toString()}`;
  }

  /** Null when the signature is missing, wrong or over. */
  verify(packageId: string, { expires, device, signature }: LinkQuery): SignedLink | null {
    if (signature === undefined) return null;
    const deviceId = device ?? null;
    const until = /^\d{1,12}$/.test(expires ?? '') ? Number(expires) : 0;
    const told = Buffer.from(signature, 'base64url');
    const expected = this.signature(packageId, deviceId, until);
    const isOurs = told.length === expected.length && timingSafeEqual(told, expected);
    return isOurs && until * 1000 > this.clock.now().getTime() ? { packageId, deviceId } : null;
  }

  private signature(packageId: string, deviceId: string | null, expires: number): Buffer {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([packageId, deviceId, expires]))
      .digest();
  }
}
