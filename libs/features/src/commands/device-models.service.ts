import { COMMAND_TYPES } from '@coffee/contract/command-payloads';
import type { DeviceModel, UpdateDeviceModel } from '@coffee/contract/device-models';
import { DeviceEntity, DeviceModelEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { violates } from '@coffee/data/violations';
import type { Actor } from '@coffee/platform/context';
import { Conflict, Forbidden, NotFound, PreconditionFailed } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';

/** Which model can do what. A model that nobody described supports everything. */
@Injectable()
export class DeviceModels {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
  ) {}

  /** Those that were described, and those of which the actor has machines. */
  list(actor: Actor): Promise<DeviceModel[]> {
    return this.db.for(actor).query<DeviceModel>(
      (scope) => `
        with counted as (
          select d.model, count(*)::integer as devices from devices d
          where d.model is not null and ${scope(DeviceEntity, 'd')} group by d.model
        )
        select coalesce(m.model, c.model) as model, m.name,
               coalesce(m.command_types, $1) as supported_commands, coalesce(c.devices, 0) as devices,
               m.model is not null as described, coalesce(m.version, 0) as version
        from (select * from device_models m where ${scope(DeviceModelEntity, 'm')}) m
          full join counted c on c.model = m.model
        order by 1`,
      [COMMAND_TYPES],
    );
  }

  /** `version`: of the model as it was read, 0 for one that nobody has described. */
  async describe(actor: Actor, input: UpdateDeviceModel, version?: number): Promise<DeviceModel[]> {
    assertSeesAll(actor);
    await this.db
      .transaction(actor, async (tx) => {
        const known = await tx.lock(DeviceModelEntity, { model: input.model });
        if (version !== undefined && version !== (known?.version ?? 0)) throw new PreconditionFailed();
        const before = known ? shown(known) : null;
        const saved = await store(tx, known, input);
        await this.audit.record(tx, actor, {
          action: 'device_model.updated',
          targetType: 'device_model',
          targetId: saved.model,
          summary: `${saved.model} supports ${saved.commandTypes.join(', ') || 'no commands'}`,
          before,
          after: shown(saved),
        });
      })
      .catch((error: unknown) => {
        // Two described a new model at once: the second has not seen what the first said.
        throw violates(error, 'device_models_pkey') ? new PreconditionFailed() : error;
      });
    return this.list(actor);
  }

  /** Only of a model that no machine is of, whoever owns it: without a description it would support everything. */
  async remove(actor: Actor, model: string): Promise<void> {
    assertSeesAll(actor);
    await this.db.transaction(actor, async (tx) => {
      const known = await tx.lock(DeviceModelEntity, { model });
      if (!known) throw new NotFound('There is no such model');
      if (await tx.exists(DeviceEntity, { model })) throw new Conflict('There are machines of this model');
      const before = shown(known);
      await tx.remove(DeviceModelEntity, known);
      await this.audit.record(tx, actor, {
        action: 'device_model.deleted',
        targetType: 'device_model',
        targetId: model,
        summary: `Deleted the description of ${model}`,
        before,
      });
    });
  }
}

function assertSeesAll(actor: Actor): void {
  if (actor.merchantId !== null) throw new Forbidden('Models are one for all merchants');
}

function store(
  tx: TenantTx,
  known: DeviceModelEntity | null,
  input: UpdateDeviceModel,
): Promise<DeviceModelEntity> {
  const commandTypes = COMMAND_TYPES.filter((type) => input.supported_commands.includes(type));
  const name = input.name === undefined ? (known?.name ?? null) : input.name;
  return known
    ? tx.save(DeviceModelEntity, Object.assign(known, { name, commandTypes }))
    : tx.insert(DeviceModelEntity, { model: input.model, name, commandTypes });
}

function shown({ name, commandTypes }: DeviceModelEntity): object {
  return { name, supported_commands: [...commandTypes] };
}
