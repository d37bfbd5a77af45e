import { Readable } from 'node:stream';
import type { PackageType } from '@coffee/contract/packages';
import { PackageEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { PackageFiles } from './package-files';
import { PackageNotFound } from './packages.errors';

export interface Download {
  packageId: string;
  type: PackageType;
  fileName: string;
  size: number;
  sha256: string;
  /** From byte `start` to `end`, both included. */
  open(start: number, end: number): Promise<Readable>;
}

/** The bytes of a package, wherever they lie. */
@Injectable()
export class PackageDownloads {
  constructor(
    private readonly db: TenantDb,
    private readonly files: PackageFiles,
  ) {}

  async find(actor: Actor, packageId: string): Promise<Download> {
    const row = await this.db.for(actor).find(PackageEntity, { packageId });
    if (!row) throw new PackageNotFound(packageId);
    const { type, size, sha256, storageKey, name, packageVersion, manifest } = row;
    const told = manifest['file_name'];
    return {
      packageId,
      type,
      size,
      sha256,
      fileName: typeof told === 'string' ? told : `${name}-${packageVersion}.json`,
      open: (start, end) =>
        storageKey === null
          ? this.part(actor, packageId, start, end)
          : this.files.open(storageKey, start, end),
    };
  }

  private async part(actor: Actor, packageId: string, start: number, end: number): Promise<Readable> {
    const [row] = await this.db.for(actor).query<{ part: Buffer }>(
      (scope) => `
        select substring(p.content from $2::integer for $3::integer) as part from packages p
        where p.package_id = $1 and ${scope(PackageEntity, 'p')}`,
      [packageId, start + 1, Math.max(0, end - start + 1)],
    );
    if (!row) throw new PackageNotFound(packageId);
    return Readable.from([row.part]);
  }
}
