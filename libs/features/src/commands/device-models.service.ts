import type { DeviceModel, UpdateDeviceModel } from '@coffee/contract/device-models';
import { DeviceEntity, DeviceModelEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Forbidden } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';

/** Which model can do what. A model that nobody described supports everything. */
@Injectable()
export class DeviceModels {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
  ) {}

  list(actor: Actor): Promise<DeviceModel[]> {
    return this.db.for(actor).query<DeviceModel>(
      (scope) => `
        select m.model, m.command_types as supported_commands,
               (select count(*)::integer from devices d where d.model = m.model and ${scope(DeviceEntity, 'd')}) as devices
        from device_models m where ${scope(DeviceModelEntity, 'm')} order by m.model`,
    );
  }

  async describe(actor: Actor, input: UpdateDeviceModel): Promise<DeviceModel[]> {
    if (actor.merchantId !== null) throw new Forbidden('Models are one for all merchants');
    await this.db.transaction(actor, async (tx) => {
      const { model } = input;
      const known = await tx.lock(DeviceModelEntity, { model });
      const commandTypes = [...new Set(input.supported_commands)];
      const before = known ? { supported_commands: [...known.commandTypes] } : null;
      if (known) await tx.save(DeviceModelEntity, Object.assign(known, { commandTypes }));
      else await tx.insert(DeviceModelEntity, { model, name: null, commandTypes });
      await this.audit.record(tx, actor, {
        action: 'device_model.updated',
        targetType: 'device_model',
        targetId: model,
        summary: `${model} supports ${commandTypes.join(', ') || 'no commands'}`,
        before,
        after: { supported_commands: commandTypes },
      });
    });
    return this.list(actor);
  }
}
