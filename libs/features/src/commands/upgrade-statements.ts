// SQL of upgrades: who gets a package, what machines are told to install, and what they have by their own results.
import type { Scope } from '@coffee/data/tenant-db';
import { DeviceEntity } from '@coffee/data/entities';
import type { TenantTx } from '@coffee/data/tenant-db';
import type { PackageOffer } from '../packages';
import type { Targets } from './dispatch-targets';

/** Joins and `when … then` parts for the machine `d`; the values are added to the parameters. */
export function judgeUpgrade(
  { packageId, type, compatibility }: PackageOffer,
  parameters: unknown[],
): { joins: string; reasons: string } {
  parameters.push(packageId, type, compatibility);
  const [id, kind, models] = [-2, -1, 0].map((back) => `$${parameters.length + back}`);
  return {
    joins: `left join device_packages dp on dp.device_id = d.device_id and dp.package_type = ${kind}::text`,
    reasons: `
      when cardinality(${models}::text[]) > 0 and (d.model is null or d.model <> all(${models}::text[]))
        then 'unsupported_by_model'
      when dp.installed_package_id = ${id}::uuid and not exists (
        select 1 from commands o where o.device_id = d.device_id and o.type = 'upgrade'
          and o.status in ('pending', 'queued', 'sent', 'acknowledged')
          and o.payload ->> 'package_type' = ${kind} and o.payload ->> 'package_id' <> ${id}::uuid::text
      ) then 'already_current'`,
  };
}

const INTEND = `
  insert into device_packages as dp (device_id, package_type, intended_package_id, intended_at)`;
const INTEND_AGAIN = `
  on conflict (device_id, package_type) do update
    set intended_package_id = excluded.intended_package_id, intended_at = excluded.intended_at`;

/** The machines of a dispatch should have the package now, also those that have it already. */
export async function intendForTargets(tx: TenantTx, targets: Targets, offer: PackageOffer): Promise<void> {
  const at = (offset: number): string => `$${targets.parameters.length + offset}`;
  await tx.query(
    (scope: Scope) => `${targets.sql(scope)}, intended as (${INTEND}
      select j.device_id, ${at(1)}, ${at(2)}::uuid, now() from judged j
      where j.reason is null or j.reason = 'already_current' order by j.device_id
      ${INTEND_AGAIN} returning 1
    ) select count(*) from intended`,
    [...targets.parameters, offer.type, offer.packageId],
  );
}

export async function intendForDevice(tx: TenantTx, deviceId: string, offer: PackageOffer): Promise<void> {
  await tx.query(
    (scope: Scope) => `with intended as (${INTEND}
      select d.device_id, $2, $3::uuid, now() from devices d where d.device_id = $1 and ${scope(DeviceEntity, 'd')}
      ${INTEND_AGAIN} returning 1
    ) select count(*) from intended`,
    [deviceId, offer.type, offer.packageId],
  );
}

/**
 * Follows `moved` and its tail in the statement of a result: a success says what is on the machine. Last of all locks,
 * and an upgrade that was issued earlier never covers a later one, however late its result comes.
 */
export const INSTALLED = `installed as (
    insert into device_packages as dp (device_id, package_type, installed_package_id, installed_at, installed_by,
                                       installed_issued_at, intended_package_id, intended_at)
    select m.device_id, p.type, p.package_id, now(), m.command_id, m.created_at, p.package_id, now()
    from moved m join packages p on p.package_id = (m.payload ->> 'package_id')::uuid
    where m.type = 'upgrade' and m.status = 'success' and (select count(*) from batch_counted) >= 0
    on conflict (device_id, package_type) do update
      set installed_package_id = excluded.installed_package_id, installed_at = excluded.installed_at,
          installed_by = excluded.installed_by, installed_issued_at = excluded.installed_issued_at
      where dp.installed_issued_at is null or dp.installed_issued_at <= excluded.installed_issued_at
  )`;
