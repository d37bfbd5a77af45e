import type { DispatchCommands } from '@coffee/contract/command-dispatch';
import { MAX_DISPATCH_DEVICES } from '@coffee/contract/command-dispatch';
import type { DeviceQuery } from '@coffee/contract/devices';
import { DeviceEntity } from '@coffee/data/entities';
import type { Scope } from '@coffee/data/tenant-db';
import { ValidationFailed } from '@coffee/platform/errors';
import { deviceConditions } from '../devices';
import type { PackageOffer } from '../packages';
import { judgeUpgrade } from './upgrade-statements';

/** Whom a dispatch means: CTEs that end in `judged(device_id, ord, model, status, alias, merchant_id, reason)`. */
export interface Targets {
  sql: (scope: Scope) => string;
  parameters: unknown[];
}

/** Machines by id or by the filters of the devices list; `reason` says why one is left out, null for those that get it. */
export function targetsOf(
  { device_ids: ids, filter, command_type: type }: DispatchCommands,
  offer: PackageOffer | null,
): Targets {
  if ((ids === undefined) === (filter === undefined)) throw oneOfBoth();
  const where = ids === undefined ? deviceConditions((filter ?? {}) as DeviceQuery) : undefined;
  const parameters = where ? [...where.parameters, type] : [ids, type];
  const typePlace = `$${parameters.length}`;
  const upgrade = offer && judgeUpgrade(offer, parameters);
  const wanted = (scope: Scope): string =>
    where
      ? `select d.device_id, row_number() over (order by d.device_id) as ord, 1::bigint as nth
         from devices d where ${scope(DeviceEntity, 'd')} and ${where.sql}
         order by d.device_id limit ${MAX_DISPATCH_DEVICES + 1}`
      : `select w.device_id, w.ord, row_number() over (partition by w.device_id order by w.ord) as nth
         from unnest($1::text[]) with ordinality as w(device_id, ord)`;
  return {
    parameters,
    sql: (scope) => `
      with wanted as materialized (${wanted(scope)}),
      judged as materialized (
        select w.device_id, w.ord, d.model, d.status, d.alias, d.merchant_id,
          case when w.nth > 1 then 'duplicate'
               when d.device_id is null then 'unknown_device'
               when d.lifecycle <> 'active' then 'suspended'
               when m.model is not null and not ${typePlace}::text = any(m.command_types) then 'unsupported_by_model'
               ${upgrade?.reasons ?? ''}
          end as reason
        from wanted w
        left join devices d on d.device_id = w.device_id and ${scope(DeviceEntity, 'd')}
        left join device_models m on m.model = d.model
        ${upgrade?.joins ?? ''}
      )`,
  };
}

export function tooManyTargets(): ValidationFailed {
  const message = `More than ${MAX_DISPATCH_DEVICES} devices match: narrow the filter`;
  return new ValidationFailed([{ field: 'filter', rule: 'arrayMaxSize', message }]);
}

function oneOfBoth(): ValidationFailed {
  const message = 'Name either device_ids or a filter';
  return new ValidationFailed([{ field: 'device_ids', rule: 'isDefined', message }]);
}
