import type { Package, PackageName } from '@coffee/contract/packages';
import type { PackageEntity } from '@coffee/data/entities';

export type PackageRow = Omit<PackageEntity, 'content' | 'storageKey' | 'merchant'>;

export function toPackage(row: PackageRow, url: string): Package {
  return {
    package_id: row.packageId,
    name: row.name,
    version: row.packageVersion,
    type: row.type,
    package_url: url,
    md5: row.md5,
    sha256: row.sha256,
    size: row.size,
    manifest: row.manifest,
    compatibility: row.compatibility,
    merchant_id: row.merchantId,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
  };
}

export function toPackageName({ packageId, name, packageVersion }: PackageRow): PackageName {
  return { package_id: packageId, name, version: packageVersion };
}
