import { randomUUID } from 'node:crypto';
import {
  MAX_DISPATCH_DEVICES,
  type DispatchAnswer,
  type DispatchCommands,
  type DispatchPreview,
  type PreviewDevice,
  type Rollout,
  type SkippedDevice,
} from '@coffee/contract/command-dispatch';
import { DEFAULT_COMMAND_TTL_SECONDS, DEFAULT_MAX_ATTEMPTS } from '@coffee/contract/commands';
import { CommandBatchEntity } from '@coffee/data/entities';
import { NEW_ID } from '@coffee/data/new-id';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Doorbell } from '@coffee/platform/doorbell';
import { ValidationFailed } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { actOnce } from '../idempotency';
import { type PackageOffer, PackageOffers } from '../packages';
import { CommandNews } from './command-news';
import { readPayload } from './command-payload';
import { targetsOf, tooManyTargets, type Targets } from './dispatch-targets';
import { MOVE_TAIL } from './move-tail';
import { Rollouts } from './rollouts.service';
import { intendForTargets } from './upgrade-statements';

const MAX_SKIPPED = 1_000;
const MAX_PREVIEWED = 200;

const SKIPPED = `
  (select coalesce(json_agg(json_build_object('device_id', s.device_id, 'reason', s.reason) order by s.ord), '[]')
   from (select * from judged where reason is not null order by ord limit ${MAX_SKIPPED}) s) as skipped,
  (select count(*)::integer from judged where reason is not null) as skipped_total`;

interface PreviewRow extends DispatchPreview {
  wanted: number;
}
interface InsertedRow {
  wanted: number;
  merchant_id: number | null;
  devices: string[];
  skipped: SkippedDevice[];
  skipped_total: number;
}

/** One command to many machines: the rows are made by one statement, whatever their number. */
@Injectable()
export class DispatchService {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
    private readonly doorbell: Doorbell,
    private readonly news: CommandNews,
    private readonly rollouts: Rollouts,
    private readonly packages: PackageOffers,
  ) {}

  /** Who would get it, and who is left out for which reason. */
  async preview(actor: Actor, input: DispatchCommands): Promise<DispatchPreview> {
    const payload = readPayload(input.command_type, input.payload);
    checkRollout(input.rollout);
    const offer = await this.offerOf(this.db.for(actor), input, payload);
    const targets = targetsOf(input, offer);
    const [row] = await this.db.for(actor).query<PreviewRow>(
      (scope) => `${targets.sql(scope)}
        select (select count(*)::integer from judged) as wanted,
               (select count(*)::integer from judged where reason is null) as total,
               (select count(*)::integer from judged where reason is null and status in ('offline', 'registered')) as offline,
               (select coalesce(json_agg(json_build_object('device_id', p.device_id, 'alias', p.alias, 'model', p.model,
                                                           'status', p.status) order by p.ord), '[]')
                from (select * from judged where reason is null order by ord limit ${MAX_PREVIEWED}) p) as devices,
               ${SKIPPED}`,
      targets.parameters,
    );
    if (!row) throw new Error('a preview without a row');
    if (row.wanted > MAX_DISPATCH_DEVICES) throw tooManyTargets();
    const { total, offline, skipped, skipped_total } = row;
    const devices: PreviewDevice[] = row.devices;
    return { total, offline, devices, skipped, skipped_total };
  }

  async dispatch(actor: Actor, input: DispatchCommands, key?: string): Promise<DispatchAnswer> {
    const payload = readPayload(input.command_type, input.payload);
    checkRollout(input.rollout);
    let queued: string[] = [];
    const act = { name: 'dispatch', key, request: input };
    const { answer, again } = await this.db.transaction(actor, (tx) =>
      actOnce(tx, actor, act, async () => {
        const { answer: made, devices } = await this.create(tx, actor, input, payload);
        queued = devices;
        return made;
      }),
    );
    if (again) return answer;
    if (input.rollout) await this.rollouts.advance(answer.batch_id);
    else this.doorbell.ring(queued);
    this.news.batch(answer.batch_id);
    return answer;
  }

  private async create(
    tx: TenantTx,
    actor: Actor,
    input: DispatchCommands,
    payload: Record<string, unknown>,
  ): Promise<{ answer: DispatchAnswer; devices: string[] }> {
    const offer = await this.offerOf(tx, input, payload);
    const batch = await this.insertBatch(tx, actor, input, offer?.payload ?? payload);
    const targets = targetsOf(input, offer);
    const row = await this.insertCommands(tx, actor, { batch, targets }, input);
    if (row.wanted > MAX_DISPATCH_DEVICES) throw tooManyTargets();
    if (offer) await intendForTargets(tx, targets, offer);
    const created = row.devices.length;
    const merchantId = actor.merchantId ?? row.merchant_id;
    const ended = created === 0 ? { status: 'completed' as const, finishedAt: new Date() } : {};
    await tx.update(CommandBatchEntity, { batchId: batch.batchId }, { merchantId, ...ended });
    await this.audit.record(tx, actor, {
      action: 'command.dispatched',
      targetType: 'batch',
      targetId: batch.batchId,
      summary: `Sent ${input.command_type} to ${created} devices`,
      after: {
        type: input.command_type,
        payload,
        note: batch.note,
        devices: created,
        rollout: batch.rollout,
      },
      merchantId,
    });
    const message = `${created} commands created`;
    const { skipped, skipped_total } = row;
    return {
      answer: { batch_id: batch.batchId, message, commands_created: created, skipped, skipped_total },
      devices: row.devices,
    };
  }

  /** What an upgrade brings; null for every other command. */
  private offerOf(
    db: TenantTx | ReturnType<TenantDb['for']>,
    { command_type: type, ttl_seconds: ttl = DEFAULT_COMMAND_TTL_SECONDS }: DispatchCommands,
    payload: Record<string, unknown>,
  ): Promise<PackageOffer | null> {
    return type === 'upgrade'
      ? this.packages.find(db, String(payload['package_id']), ttl)
      : Promise.resolve(null);
  }

  private insertBatch(
    tx: TenantTx,
    actor: Actor,
    input: DispatchCommands,
    payload: Record<string, unknown>,
  ): Promise<CommandBatchEntity> {
    const { rollout = null } = input;
    return tx.insert(CommandBatchEntity, {
      batchId: randomUUID(),
      type: input.command_type,
      payload,
      note: input.note ?? null,
      filter: input.filter ? { ...input.filter } : null,
      rollout: rollout ? (JSON.parse(JSON.stringify(rollout)) as Rollout) : null,
      maxFailurePercent: rollout?.max_failure_percent ?? null,
      minSample: rollout?.min_sample ?? 1,
      merchantId: actor.merchantId,
      createdBy: actor.name,
      createdById: actor.userId,
    });
  }

  private async insertCommands(
    tx: TenantTx,
    actor: Actor,
    { batch, targets }: { batch: CommandBatchEntity; targets: Targets },
    input: DispatchCommands,
  ): Promise<InsertedRow> {
    const at = (offset: number): string => `$${targets.parameters.length + offset}`;
    const [row] = await tx.query<InsertedRow>(
      (scope) => `${targets.sql(scope)},
        chosen as materialized (
          select device_id, row_number() over (order by hashtext(device_id), device_id) as n, count(*) over () as total
          from judged where reason is null
        ), moved as (
          insert into commands (command_id, device_id, batch_id, stage, type, payload, status, max_attempts, expires_at,
                                quiet_hours, actor, actor_id)
          select ${NEW_ID}, c.device_id, ${at(1)}::uuid,
                 coalesce((select min(s.place) - 1 from unnest(${at(2)}::integer[]) with ordinality as s(percent, place)
                           where c.n <= ceil(c.total * s.percent / 100.0)), 0),
                 ${at(3)}, ${at(4)}::jsonb, ${at(5)}, ${at(6)}::integer, now() + make_interval(secs => ${at(7)}),
                 ${at(8)}::jsonb, ${at(9)}, ${at(10)}::integer
          from chosen c where (select count(*) from judged) <= ${MAX_DISPATCH_DEVICES} order by c.device_id
          returning command_id, device_id, batch_id, superseded, null::text as was, status
        ), ${MOVE_TAIL}
        select (select count(*)::integer from judged) as wanted,
               (select case when min(merchant_id) = max(merchant_id) and count(*) = count(merchant_id)
                            then min(merchant_id) end from judged where reason is null) as merchant_id,
               (select coalesce(array_agg(device_id), '{}') from moved) as devices, ${SKIPPED}`,
      [
        ...targets.parameters,
        batch.batchId,
        input.rollout?.stages.map((stage) => stage.percent) ?? [],
        input.command_type,
        JSON.stringify(batch.payload),
        input.rollout ? 'pending' : 'queued',
        input.max_attempts ?? DEFAULT_MAX_ATTEMPTS,
        input.ttl_seconds ?? DEFAULT_COMMAND_TTL_SECONDS,
        input.rollout?.quiet_hours ? JSON.stringify(input.rollout.quiet_hours) : null,
        actor.name,
        actor.userId,
      ],
    );
    if (!row) throw new Error('a dispatch without a row');
    return row;
  }
}

/** Stages rise and end with every machine. */
function checkRollout(rollout: Rollout | undefined): void {
  if (!rollout) return;
  const percents = rollout.stages.map((stage) => stage.percent);
  const rises = percents.every((percent, index) => index === 0 || percent > (percents[index - 1] ?? 0));
  if (rises && percents.at(-1) === 100) return;
  const message = 'The percents of the stages must rise and end with 100';
  throw new ValidationFailed([{ field: 'rollout.stages', rule: 'rises', message }]);
}
