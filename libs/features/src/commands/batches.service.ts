import type { CommandBatch, RetryAnswer } from '@coffee/contract/command-batches';
import { CommandBatchEntity, CommandEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Doorbell } from '@coffee/platform/doorbell';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { actOnce } from '../idempotency';
import { lockBatch } from './batch-lock';
import { CommandNews } from './command-news';
import { BatchNotFound, BatchStateConflict } from './commands.errors';
import { CommandsReader } from './commands.reader';
import { CANCEL_BATCH_SQL, RETRY_BATCH_SQL } from './batch-statements';
import { Rollouts } from './rollouts.service';

type Status = CommandBatchEntity['status'];
const OPEN: Status[] = ['running', 'paused'];
const NO_PAUSE = { pausedReason: null, pause: null };

/** What people do with a batch on its way. */
@Injectable()
export class BatchesService {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
    private readonly reader: CommandsReader,
    private readonly audit: AuditTrail,
    private readonly doorbell: Doorbell,
    private readonly news: CommandNews,
    private readonly rollouts: Rollouts,
  ) {}

  /** No machine fetches anything more of it; what is out goes on. */
  async pause(actor: Actor, batchId: string): Promise<CommandBatch> {
    await this.db.transaction(actor, (tx) =>
      this.change(tx, actor, batchId, 'paused', async () => {
        await this.locked(tx, batchId, ['running']);
        await this.set(tx, batchId, { status: 'paused' });
      }),
    );
    return this.tellAndRead(actor, batchId);
  }

  /** Goes on. The failures so far are forgiven: the limit counts anew. */
  async resume(actor: Actor, batchId: string): Promise<CommandBatch> {
    const devices = await this.db.transaction(actor, (tx) =>
      this.change(tx, actor, batchId, 'resumed', async () => {
        const batch = await this.locked(tx, batchId, ['paused']);
        await this.set(tx, batchId, {
          status: 'running',
          ...NO_PAUSE,
          failuresForgiven: batch.fail,
          outcomesForgiven: batch.fail + batch.success,
        });
        const rows = await tx.query<{ device_id: string }>(
          (scope) =>
            `select c.device_id from commands c where c.batch_id = $1 and c.status = 'queued' and ${scope(CommandEntity, 'c')}`,
          [batchId],
        );
        return rows.map((row) => row.device_id);
      }),
    );
    this.doorbell.ring(devices);
    await this.rollouts.advance(batchId);
    return this.tellAndRead(actor, batchId);
  }

  /** Takes back what no machine has; what is out ends canceled unless its machine tells a result. */
  async cancel(actor: Actor, batchId: string): Promise<CommandBatch> {
    await this.db.transaction(actor, (tx) =>
      this.change(tx, actor, batchId, 'canceled', async () => {
        const taken = await tx.query(
          (scope) => `${CANCEL_BATCH_SQL} where ${scope(CommandEntity, 'm')}`,
          [batchId],
        );
        // Taking back the last open ones has just completed it.
        const from: Status[] = taken.length > 0 ? [...OPEN, 'completed'] : OPEN;
        await this.locked(tx, batchId, from);
        await this.set(tx, batchId, { status: 'canceled', ...NO_PAUSE, finishedAt: this.clock.now() });
      }),
    );
    return this.tellAndRead(actor, batchId);
  }

  /** Failed and expired commands again, all or those of some machines. */
  async retry(
    actor: Actor,
    batchId: string,
    deviceIds: string[] | undefined,
    key?: string,
  ): Promise<RetryAnswer> {
    let devices: string[] = [];
    const act = { name: `retry ${batchId}`, key, request: { device_ids: deviceIds } };
    const { answer, again } = await this.db.transaction(actor, (tx) =>
      actOnce(tx, actor, act, async () => {
        devices = await this.change(tx, actor, batchId, 'retried', () =>
          this.queueAgain(tx, actor, batchId, deviceIds),
        );
        return { message: `${devices.length} commands queued again`, retried: devices.length };
      }),
    );
    if (again) return answer;
    this.doorbell.ring(devices);
    this.news.batch(batchId);
    return answer;
  }

  private async queueAgain(
    tx: TenantTx,
    actor: Actor,
    batchId: string,
    deviceIds: string[] | undefined,
  ): Promise<string[]> {
    const rows = await tx.query<{ device_id: string }>(
      (scope) => `${RETRY_BATCH_SQL} where ${scope(CommandEntity, 'm')}`,
      [batchId, deviceIds ?? null, actor.name, actor.userId],
    );
    const batch = await this.locked(tx, batchId, [...OPEN, 'completed']);
    if (rows.length > 0 && batch.status === 'completed')
      await this.set(tx, batchId, { status: 'running', finishedAt: null });
    return rows.map((row) => row.device_id);
  }

  private async set(tx: TenantTx, batchId: string, values: Partial<CommandBatchEntity>): Promise<void> {
    await tx.update(CommandBatchEntity, { batchId }, { ...(values as object), updatedAt: this.clock.now() });
  }

  /** The batch as results of machines left it, and as they cannot change it before the transaction ends. */
  private async locked(tx: TenantTx, batchId: string, from: readonly Status[]): Promise<CommandBatchEntity> {
    const batch = await tx.lock(CommandBatchEntity, { batchId });
    if (!batch) throw new BatchNotFound();
    if (!from.includes(batch.status)) throw new BatchStateConflict(batch.status);
    return batch;
  }

  private async change<T>(
    tx: TenantTx,
    actor: Actor,
    batchId: string,
    verb: 'paused' | 'resumed' | 'canceled' | 'retried',
    work: () => Promise<T>,
  ): Promise<T> {
    await lockBatch(tx, batchId);
    const batch = await tx.find(CommandBatchEntity, { batchId });
    if (!batch) throw new BatchNotFound();
    const answer = await work();
    const left = await tx.find(CommandBatchEntity, { batchId });
    await this.audit.record(tx, actor, {
      action: `batch.${verb}`,
      targetType: 'batch',
      targetId: batchId,
      summary: `The batch of ${batch.type} was ${verb}`,
      before: { status: batch.status },
      after: { status: left?.status },
      merchantId: batch.merchantId,
    });
    return answer;
  }

  private tellAndRead(actor: Actor, batchId: string): Promise<CommandBatch> {
    this.news.batch(batchId);
    return this.reader.batch(actor, batchId);
  }
}
