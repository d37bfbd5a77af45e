import type { Package, PackageCoverage, PackageDetail, PackageQuery } from '@coffee/contract/packages';
import type { Page } from '@coffee/contract/paging';
import { DeviceEntity, PackageEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec, likeLiteral } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { INSTALL_STATE, LATEST_UPGRADE } from './install-state';
import { PackageLinks } from './package-links';
import { NothingBefore, PackageNotFound } from './packages.errors';
import { type PackageRow, toPackage, toPackageName } from './packages.mapper';

const COLUMNS = `p.package_id as "packageId", p.name, p.package_version as "packageVersion", p.type, p.size, p.md5,
    p.sha256, p.manifest, p.compatibility, p.merchant_id as "merchantId", p.created_by as "createdBy",
    p.created_at as "createdAt"`;

const LIST: ListSpec = {
  entity: PackageEntity,
  alias: 'p',
  from: 'packages p',
  select: COLUMNS,
  sorts: {
    created_at: { expression: 'p.created_at', type: 'timestamptz' },
    name: { expression: 'p.name', type: 'text' },
  },
  defaultSort: '-created_at',
  key: { expression: 'p.package_id', type: 'uuid' },
};

@Injectable()
export class PackagesReader {
  constructor(
    private readonly db: TenantDb,
    private readonly links: PackageLinks,
  ) {}

  async list(actor: Actor, query: PackageQuery): Promise<Page<Package>> {
    const where = new Conditions()
      .add(query.query && `%${likeLiteral(query.query.toLowerCase())}%`, (place) =>
        ['p.name', 'p.package_version'].map((column) => `lower(${column}) like ${place}`).join(' or '),
      )
      .add(query.type, (place) => `p.type = any(${place})`);
    const { rows, pagination } = await this.db.for(actor).list<PackageRow>(LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map((row) => this.toPackage(row)), pagination };
  }

  async get(actor: Actor, packageId: string): Promise<PackageDetail> {
    const row = await this.row(actor, packageId);
    const [coverage, previous] = await Promise.all([
      this.coverage(actor, packageId),
      this.findBefore(actor, row),
    ]);
    return { ...this.toPackage(row), coverage, previous: previous && toPackageName(previous) };
  }

  /** The one made before it under the same name and type. */
  async before(actor: Actor, packageId: string): Promise<string> {
    const previous = await this.findBefore(actor, await this.row(actor, packageId));
    if (!previous) throw new NothingBefore();
    return previous.packageId;
  }

  /** The machines that have it or are to get it. */
  async holders(actor: Actor, packageId: string): Promise<string[]> {
    const rows = await this.db.for(actor).query<{ device_id: string }>(
      (scope) => `
        select dp.device_id from device_packages dp join devices d on d.device_id = dp.device_id
        where (dp.installed_package_id = $1 or dp.intended_package_id = $1) and ${scope(DeviceEntity, 'd')}
        order by dp.device_id`,
      [packageId],
    );
    return rows.map((row) => row.device_id);
  }

  toPackage(row: PackageRow): Package {
    return toPackage(row, this.links.sign({ packageId: row.packageId, deviceId: null }));
  }

  private async row(actor: Actor, packageId: string): Promise<PackageRow> {
    const row = await this.db.for(actor).find(PackageEntity, { packageId });
    if (!row) throw new PackageNotFound(packageId);
    return row;
  }

  private async findBefore(actor: Actor, row: PackageRow): Promise<PackageRow | null> {
    const [previous] = await this.db.for(actor).query<PackageRow>(
      (scope) => `
        select ${COLUMNS} from packages p
        where p.type = $1 and p.name = $2 and p.merchant_id is not distinct from $3
          and (p.created_at, p.package_id) < (select b.created_at, b.package_id from packages b where b.package_id = $4)
          and ${scope(PackageEntity, 'p')}
        order by p.created_at desc, p.package_id desc limit 1`,
      [row.type, row.name, row.merchantId, row.packageId],
    );
    return previous ?? null;
  }

  private async coverage(actor: Actor, packageId: string): Promise<PackageCoverage> {
    const [row] = await this.db.for(actor).query<PackageCoverage>(
      (scope) => `
        select count(*) filter (where dp.installed_package_id = $1)::integer as installed,
               count(*) filter (where dp.intended_package_id = $1 and ${INSTALL_STATE} = 'pending')::integer as pending,
               count(*) filter (where dp.intended_package_id = $1 and ${INSTALL_STATE} = 'failed')::integer as failed
        from device_packages dp join devices d on d.device_id = dp.device_id ${LATEST_UPGRADE}
        where (dp.installed_package_id = $1 or dp.intended_package_id = $1) and ${scope(DeviceEntity, 'd')}`,
      [packageId],
    );
    return row ?? { installed: 0, pending: 0, failed: 0 };
  }
}
