// What an open alarm is expected to cost: what its machine usually sells in the coming hour, times the share of its menu that
// the cause keeps it from selling. Beside the sweep that raises alarms, not in it: raising one must not wait for arithmetic.
import type { AlarmType } from '@coffee/contract/alarms';
import { AlarmEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { expectedBetween, SalesProfiles } from '../demand';

interface OpenAlarm {
  id: number;
  type: AlarmType;
  /** Its machine, or of a site those that are part of the incident. */
  machines: string[];
  /** Share of the menu, 0 to 1. */
  share: number;
  loss_minor: number;
}

/** A low bin stops only what needs more than it holds; a temperature, a dispatch or a refund stops nothing by itself. */
const OPEN = (scope: string): string => `
  select a.id, a.type, a.loss_minor,
         case when a.device_id is not null then array[a.device_id]
              else coalesce((select array_agg(p.device_id) from alarms p where p.parent_id = a.id and p.status <> 'closed'), '{}')
         end as machines,
         case when a.type in ('offline', 'device_fault') then 1
              when a.type = 'material_low' and s.products > 0
                then least(1, coalesce((s.short_bins ->> a.slot)::double precision, 0) / s.products)
              else 0 end as share
  from alarms a left join sellable_states s on s.device_id = a.device_id
  where a.status <> 'closed' and ${scope}`;

@Injectable()
export class AlarmLosses {
  constructor(
    private readonly db: TenantDb,
    private readonly profiles: SalesProfiles,
    private readonly clock: Clock,
  ) {}

  /** Writes what changed; answers how many alarms that were. */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    const open = await this.db.for(systemActor()).query<OpenAlarm>((scope) => OPEN(scope(AlarmEntity, 'a')));
    const losing = new Set(open.filter(({ share }) => share > 0).flatMap(({ machines }) => machines));
    const profiles = await this.profiles.of([...losing], now);
    const hourly = new Map(
      [...profiles].map(([device, rates]) => [device, expectedBetween(rates, now, 0, 1)]),
    );
    const changed = open
      .map(({ id, machines, share, loss_minor }) => ({
        id,
        was: loss_minor,
        loss: Math.round(share * machines.reduce((sum, device) => sum + (hourly.get(device) ?? 0), 0)),
      }))
      .filter(({ loss, was }) => loss !== was);
    if (changed.length > 0) await this.store(changed);
    return changed.length;
  }

  private async store(changed: readonly { id: number; loss: number }[]): Promise<void> {
    await this.db.for(systemActor()).query(
      (scope) => `
        update alarms a set loss_minor = i.loss
        from (
          select a.id, i.loss from unnest($1::integer[], $2::integer[]) as i(id, loss) join alarms a using (id)
          where a.status <> 'closed' order by a.id for no key update of a
        ) i
        where a.id = i.id and ${scope(AlarmEntity, 'a')}`,
      [changed.map(({ id }) => id), changed.map(({ loss }) => loss)],
    );
  }
}
