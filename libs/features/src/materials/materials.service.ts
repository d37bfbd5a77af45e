import type { CreateMaterial, Material, UpdateMaterial } from '@coffee/contract/materials';
import { parseMoney } from '@coffee/contract/money';
import { DeviceBinEntity, MaterialEntity, RecipeEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { violates } from '@coffee/data/violations';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import {
  MaterialCodeFixed,
  MaterialCodeTaken,
  MaterialInUse,
  MaterialNotFound,
  MaterialsAreShared,
} from './materials.errors';
import { toMaterial } from './materials.mapper';

export function refuseSharedEdit(actor: Actor): void {
  if (actor.merchantId !== null) throw new MaterialsAreShared();
}

@Injectable()
export class MaterialsService {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
  ) {}

  async create(actor: Actor, input: CreateMaterial): Promise<Material> {
    refuseSharedEdit(actor);
    return this.db.transaction(actor, async (tx) => {
      const material = await this.insert(tx, input);
      await this.note(tx, actor, 'created', `Created material ${material.code}`, { after: material });
      return toMaterial(material);
    });
  }

  /** What is absent stays; null clears density and cost. */
  async update(actor: Actor, id: number, change: UpdateMaterial, version?: number): Promise<Material> {
    refuseSharedEdit(actor);
    return this.db.transaction(actor, async (tx) => {
      const material = await tx.lock(MaterialEntity, { id });
      if (!material) throw new MaterialNotFound();
      if (change.code !== undefined && change.code !== material.code) throw new MaterialCodeFixed();
      const before = { ...material };
      apply(change, material);
      const saved = await tx.save(MaterialEntity, material, version);
      await this.note(tx, actor, 'updated', `Changed material ${saved.code}`, { before, after: saved });
      return toMaterial(saved);
    });
  }

  /** Only what nothing names. The lock keeps machines from binding it meanwhile. */
  async remove(actor: Actor, id: number): Promise<void> {
    refuseSharedEdit(actor);
    await this.db.transaction(actor, async (tx) => {
      const material = await tx.lock(MaterialEntity, { id });
      if (!material) throw new MaterialNotFound();
      const before = { ...material };
      const use = await useOf(tx, material);
      if (use.bins + use.recipes > 0) throw new MaterialInUse(use);
      await this.removeUnused(tx, material);
      await this.note(tx, actor, 'deleted', `Deleted material ${before.code}`, { before });
    });
  }

  private async insert(tx: TenantTx, input: CreateMaterial): Promise<MaterialEntity> {
    try {
      return await tx.insert(MaterialEntity, {
        code: input.code,
        name: input.name,
        type: input.type,
        unit: input.unit,
        density: input.density ?? null,
        costMinor: parseMoney(input.cost_per_1000),
        enabled: input.enabled ?? true,
      });
    } catch (error) {
      if (violates(error, 'materials_code_idx')) throw new MaterialCodeTaken(input.code);
      throw error;
    }
  }

  /** Other tables than those that were looked at may name it, too. */
  private async removeUnused(tx: TenantTx, material: MaterialEntity): Promise<void> {
    try {
      await tx.remove(MaterialEntity, material);
    } catch (error) {
      if (isForeignKeyViolation(error)) throw new MaterialInUse({ bins: 0, recipes: 0 });
      throw error;
    }
  }

  private note(
    tx: TenantTx,
    actor: Actor,
    verb: 'created' | 'updated' | 'deleted',
    summary: string,
    rows: { before?: MaterialEntity; after?: MaterialEntity },
  ): Promise<void> {
    const id = (rows.after ?? rows.before)?.id ?? 0;
    return this.audit.record(tx, actor, {
      action: `material.${verb}`,
      targetType: 'material',
      targetId: id,
      summary,
      ...rows,
    });
  }
}

function apply(change: UpdateMaterial, material: MaterialEntity): void {
  const { name, type, unit, density, cost_per_1000: cost, enabled } = change;
  material.name = name ?? material.name;
  material.type = type ?? material.type;
  material.unit = unit ?? material.unit;
  material.density = density === undefined ? material.density : density;
  material.costMinor = cost === undefined ? material.costMinor : parseMoney(cost);
  material.enabled = enabled ?? material.enabled;
}

async function useOf(tx: TenantTx, { id, code }: MaterialEntity): Promise<{ bins: number; recipes: number }> {
  const [use] = await tx.query<{ bins: number; recipes: number }>(
    (scope) => `select
      (select count(*)::integer from device_bins b where b.material_id = $1 and ${scope(DeviceBinEntity, 'b')}) as bins,
      (select count(*)::integer from recipes r where ${scope(RecipeEntity, 'r')}
         and r.schema -> 'materials' @> jsonb_build_array(jsonb_build_object('material_code', $2::text))) as recipes`,
    [id, code],
  );
  return use ?? { bins: 0, recipes: 0 };
}

function isForeignKeyViolation(error: unknown): boolean {
  return (error as { driverError?: { code?: unknown } } | null)?.driverError?.code === '23503';
}
