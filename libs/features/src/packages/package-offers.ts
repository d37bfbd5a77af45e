import type { PackageType } from '@coffee/contract/packages';
import { PackageEntity } from '@coffee/data/entities';
import type { TenantDb, TenantTx } from '@coffee/data/tenant-db';
import { Injectable } from '@nestjs/common';
import { PackageLinks } from './package-links';
import { PackageNotFound } from './packages.errors';

type Payload = Record<string, unknown>;

/** What an upgrade brings, and to whom it may go. */
export interface PackageOffer {
  packageId: string;
  type: PackageType;
  /** Models; empty for all. */
  compatibility: string[];
  /** What the command carries. */
  payload: Payload;
}

/** A link lives longer than the command that carries it. */
const SLACK_SECONDS = 86_400;

/** Packages as the commands feature needs them: it knows upgrades, not packages. */
@Injectable()
export class PackageOffers {
  constructor(private readonly links: PackageLinks) {}

  async find(
    db: TenantTx | ReturnType<TenantDb['for']>,
    packageId: string,
    ttlSeconds: number,
  ): Promise<PackageOffer> {
    const row = await db.find(PackageEntity, { packageId });
    if (!row) throw new PackageNotFound(packageId, 'payload.package_id');
    const { type, compatibility, md5, sha256, packageVersion: version } = row;
    const link = this.links.sign({ packageId, deviceId: null }, ttlSeconds + SLACK_SECONDS);
    return {
      packageId,
      type,
      compatibility,
      payload: {
        package_id: packageId,
        package_type: type,
        package_url: link,
        package_hash: md5,
        sha256,
        version,
      },
    };
  }

  /** The payload as it is handed out: with a fresh link that is the machine's own. */
  handedTo(deviceId: string, payload: Payload): Payload {
    const { package_id: packageId } = payload;
    if (typeof packageId !== 'string') return payload;
    return { ...payload, package_url: this.links.sign({ packageId, deviceId }) };
  }
}
