import type { DevicePackage, DevicePackageQuery, DriftQuery, PackageName } from '@coffee/contract/packages';
import type { Page } from '@coffee/contract/paging';
import { DeviceEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec, likeLiteral } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { INSTALL_STATE, LATEST_UPGRADE } from './install-state';
import { PackagesReader } from './packages.reader';

interface Row {
  device_id: string;
  alias: string | null;
  model: string | null;
  package_type: DevicePackage['package_type'];
  installed: PackageName | null;
  installed_at: Date | null;
  intended: PackageName | null;
  intended_at: Date | null;
  state: DevicePackage['state'];
  command_id: string | null;
  last_error: string | null;
}

const named = (alias: string): string =>
  `case when ${alias}.package_id is not null then json_build_object(
     'package_id', ${alias}.package_id, 'name', ${alias}.name, 'version', ${alias}.package_version) end`;

const LIST: ListSpec = {
  entity: DeviceEntity,
  alias: 'd',
  from: `device_packages dp join devices d on d.device_id = dp.device_id ${LATEST_UPGRADE}`,
  joins: `left join packages i on i.package_id = dp.installed_package_id
    left join packages n on n.package_id = dp.intended_package_id`,
  select: `d.device_id, d.alias, d.model, dp.package_type, ${named('i')} as installed, dp.installed_at,
    ${named('n')} as intended, dp.intended_at, ${INSTALL_STATE} as state,
    coalesce(c.command_id, dp.installed_by) as command_id, c.last_error`,
  sorts: {
    device_id: { expression: 'd.device_id', type: 'text' },
    intended_at: { expression: `coalesce(dp.intended_at, '-infinity')`, type: 'timestamptz' },
  },
  defaultSort: 'device_id',
  key: { expression: `(dp.device_id || ' ' || dp.package_type)`, type: 'text' },
};

/** What machines have installed against what they should have. */
@Injectable()
export class DevicePackagesReader {
  constructor(
    private readonly db: TenantDb,
    private readonly packages: PackagesReader,
  ) {}

  /** Machines that do not have what they were told to install. What was called back is no drift. */
  drift(actor: Actor, query: DriftQuery): Promise<Page<DevicePackage>> {
    const where = conditions(query)
      .raw('dp.installed_package_id is distinct from dp.intended_package_id')
      .raw(`d.lifecycle <> 'retired'`)
      .add(query.type, (place) => `dp.package_type = any(${place})`);
    if (query.state === undefined) where.raw(`${INSTALL_STATE} <> 'canceled'`);
    return this.list(actor, where, query);
  }

  async ofPackage(actor: Actor, packageId: string, query: DevicePackageQuery): Promise<Page<DevicePackage>> {
    await this.packages.get(actor, packageId);
    const where = conditions(query).add(
      packageId,
      (place) => `dp.installed_package_id = ${place}::uuid or dp.intended_package_id = ${place}::uuid`,
    );
    return this.list(actor, where, query);
  }

  private async list(
    actor: Actor,
    where: Conditions,
    query: DevicePackageQuery,
  ): Promise<Page<DevicePackage>> {
    const { rows, pagination } = await this.db.for(actor).list<Row>(LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toDevicePackage), pagination };
  }
}

function conditions(query: DevicePackageQuery): Conditions {
  return new Conditions()
    .add(
      query.query && `%${likeLiteral(query.query.toLowerCase())}%`,
      (place) => `d.search_text like ${place}`,
    )
    .add(query.state, (place) => `${INSTALL_STATE} = any(${place})`);
}

function toDevicePackage(row: Row): DevicePackage {
  return {
    device_id: row.device_id,
    alias: row.alias,
    model: row.model,
    package_type: row.package_type,
    installed: row.installed,
    installed_at: row.installed_at?.toISOString() ?? null,
    intended: row.intended,
    intended_at: row.intended_at?.toISOString() ?? null,
    state: row.state,
    command_id: row.command_id,
    last_error: row.last_error,
  };
}
