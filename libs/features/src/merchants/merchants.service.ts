import type { CreateMerchant, Merchant, UpdateMerchant } from '@coffee/contract/merchants';
import { MerchantEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { TasksService } from '../tasks';
import { changesDaySums, rebuildDaySums } from './day-sums';
import { mergeSettings, toSettings } from './merchant-settings';
import { MerchantNotFound, MerchantsOutOfReach } from './merchants.errors';
import { MerchantsReader } from './merchants.reader';

@Injectable()
export class MerchantsService {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
    private readonly reader: MerchantsReader,
    private readonly tasks: TasksService,
  ) {}

  async create(actor: Actor, input: CreateMerchant): Promise<Merchant> {
    if (actor.merchantId !== null) throw new MerchantsOutOfReach();
    const id = await this.db.transaction(actor, async (tx) => {
      const merchant = await tx.insert(MerchantEntity, {
        name: input.name,
        contact: input.contact ?? null,
        status: input.status ?? 'active',
        settings: mergeSettings({}, input.settings ?? undefined),
      });
      await this.audit.record(tx, actor, {
        action: 'merchant.created',
        targetType: 'merchant',
        targetId: merchant.id,
        summary: `Created merchant ${merchant.name}`,
        after: audited(merchant),
        merchantId: merchant.id,
      });
      return merchant.id;
    });
    return this.reader.get(actor, id);
  }

  /** What is absent stays, within the settings too; `contact: null` clears it. */
  async update(actor: Actor, id: number, change: UpdateMerchant, version?: number): Promise<Merchant> {
    const taskId = await this.db.transaction(actor, async (tx) => {
      const merchant = await tx.lock(MerchantEntity, { id });
      if (!merchant) throw new MerchantNotFound();
      if (actor.merchantId !== null) throw new MerchantsOutOfReach();
      const before = { ...merchant, settings: mergeSettings(merchant.settings) };
      apply(change, merchant);
      const saved = await tx.save(MerchantEntity, merchant, version);
      await this.audit.record(tx, actor, {
        action: 'merchant.updated',
        targetType: 'merchant',
        targetId: id,
        summary: `Changed merchant ${saved.name}`,
        before: audited(before),
        after: audited(saved),
        merchantId: id,
      });
      return changesDaySums(before.settings, saved.settings)
        ? rebuildDaySums(tx, actor, this.tasks, id)
        : null;
    });
    if (taskId !== null) await this.tasks.wake(taskId);
    return this.reader.get(actor, id);
  }
}

function apply(change: UpdateMerchant, merchant: MerchantEntity): void {
  merchant.name = change.name ?? merchant.name;
  merchant.contact = change.contact === undefined ? merchant.contact : change.contact;
  merchant.status = change.status ?? merchant.status;
  merchant.settings = mergeSettings(merchant.settings, change.settings ?? undefined);
}

function audited({ id, name, contact, status, settings }: MerchantEntity): object {
  return { id, name, contact, status, settings: toSettings(settings) };
}
