import type { AlarmRule, AlarmRuleChange, AlarmRules, UpdateAlarmRules } from '@coffee/contract/alarm-rules';
import { ALARM_TYPES, type AlarmType } from '@coffee/contract/alarms';
import { AlarmRuleEntity, MerchantEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { type Actor, systemActor } from '@coffee/platform/context';
import { NotFound, ValidationFailed } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { AuditTrail } from '../audit';
import { DEFAULT_RULES, type RuleValues } from './alarm-defaults';

const valuesOf = (row: AlarmRuleEntity): RuleValues => ({
  enabled: row.enabled,
  severity: row.severity,
  raise_delay_seconds: row.raiseDelaySeconds,
  clear_delay_seconds: row.clearDelaySeconds,
  threshold_low: row.thresholdLow,
  threshold_high: row.thresholdHigh,
  hysteresis: row.hysteresis,
});

const columnsOf = (values: RuleValues) => ({
  enabled: values.enabled,
  severity: values.severity,
  raiseDelaySeconds: values.raise_delay_seconds,
  clearDelaySeconds: values.clear_delay_seconds,
  thresholdLow: values.threshold_low,
  thresholdHigh: values.threshold_high,
  hysteresis: values.hysteresis,
});

/** When causes become alarms: a merchant's own rules, else those for all merchants, else the product's. */
@Injectable()
export class AlarmRulesService {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  async get(actor: Actor, merchantId: number | undefined): Promise<AlarmRules> {
    return this.db.transaction(actor, async (tx) => {
      const owner = await ownerOf(tx, actor, merchantId ?? null);
      return { merchant_id: owner, rules: await this.effective(tx, owner) };
    });
  }

  async update(actor: Actor, input: UpdateAlarmRules): Promise<AlarmRules> {
    await this.db.transaction(actor, async (tx) => {
      const owner = await ownerOf(tx, actor, input.merchant_id ?? null);
      const rules = await this.effective(tx, owner);
      for (const [index, change] of input.rules.entries()) {
        const rule = rules.find(({ type }) => type === change.type);
        if (rule) await this.change(tx, actor, owner, { rule, change, index });
      }
    });
    return this.get(actor, input.merchant_id ?? undefined);
  }

  private async change(
    tx: TenantTx,
    actor: Actor,
    owner: number | null,
    { rule, change, index }: { rule: AlarmRule; change: AlarmRuleChange; index: number },
  ): Promise<void> {
    const { type, source: _source, ...before } = rule;
    const { type: _type, ...changed } = change;
    const given = Object.entries(changed).filter(([, value]) => value !== undefined);
    const after: RuleValues = { ...before, ...(Object.fromEntries(given) as Partial<RuleValues>) };
    refuseCrossed(after, index);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    const own = await tx.lock(AlarmRuleEntity, { merchantId: owner ?? IsNull(), type });
    const columns = { ...columnsOf(after), updatedAt: this.clock.now() };
    if (own) await tx.save(AlarmRuleEntity, Object.assign(own, columns));
    else await tx.insert(AlarmRuleEntity, { merchantId: owner, type, ...columns });
    Object.assign(rule, after);
    await this.audit.record(tx, actor, {
      action: 'alarm_rule.updated',
      targetType: 'alarm_rule',
      targetId: type,
      summary: `The rule for ${type} alarms changed`,
      before,
      after,
      merchantId: owner,
    });
  }

  /** The rules for all merchants are no secret to those they hold for, though not their own. */
  private async effective(tx: TenantTx, owner: number | null): Promise<AlarmRule[]> {
    const own = await tx.findAll(AlarmRuleEntity, { merchantId: owner ?? IsNull() });
    const common =
      owner === null
        ? own
        : await this.db.for(systemActor()).findAll(AlarmRuleEntity, { merchantId: IsNull() });
    return ALARM_TYPES.map((type: AlarmType) => {
      const mine = owner === null ? undefined : own.find((row) => row.type === type);
      const every = common.find((row) => row.type === type);
      if (mine) return { type, ...valuesOf(mine), source: 'merchant' };
      if (every) return { type, ...valuesOf(every), source: 'all_merchants' };
      return { type, ...DEFAULT_RULES[type], source: 'default' };
    });
  }
}

/** Whose rules: one's own merchant's, whatever was asked; another merchant does not exist for who may not see it. */
async function ownerOf(tx: TenantTx, actor: Actor, merchantId: number | null): Promise<number | null> {
  const asked = merchantId ?? actor.merchantId;
  if (asked !== null && !(await tx.exists(MerchantEntity, { id: asked })))
    throw new NotFound('No such merchant');
  return asked;
}

function refuseCrossed({ threshold_low: low, threshold_high: high }: RuleValues, index: number): void {
  if (low === null || high === null || low < high) return;
  const field = `rules.${index}.threshold_low`;
  throw new ValidationFailed([
    { field, rule: 'isBelow', message: 'threshold_low must be below threshold_high' },
  ]);
}
