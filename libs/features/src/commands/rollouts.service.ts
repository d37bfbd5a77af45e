import type { Rollout } from '@coffee/contract/command-dispatch';
import { CommandBatchEntity, CommandEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import { Doorbell } from '@coffee/platform/doorbell';
import { Injectable } from '@nestjs/common';
import { lockBatch } from './batch-lock';
import { CommandNews } from './command-news';
import { RELEASE_SQL } from './batch-statements';
import { nextStep } from './rollout-plan';

const system = systemActor();
const MAX_BATCHES = 200;

/** Lets the commands of staged batches go, as far as stages, gates and rates allow. */
@Injectable()
export class Rollouts {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
    private readonly doorbell: Doorbell,
    private readonly news: CommandNews,
  ) {}

  async advanceAll(): Promise<void> {
    const rows = await this.db.for(system).query<{ batch_id: string }>(
      (scope) => `
        select b.batch_id from command_batches b
        where b.status = 'running' and b.pending > 0 and ${scope(CommandBatchEntity, 'b')}
        order by b.batch_id limit ${MAX_BATCHES}`,
    );
    for (const { batch_id: batchId } of rows) await this.advance(batchId);
  }

  async advance(batchId: string): Promise<void> {
    const devices = await this.db.transaction(system, async (tx) => {
      await lockBatch(tx, batchId);
      return this.step(tx, batchId);
    });
    if (devices === null) return;
    this.doorbell.ring(devices);
    this.news.batch(batchId);
  }

  /** The machines that may fetch now; null when nothing changed. */
  private async step(tx: TenantTx, batchId: string): Promise<string[] | null> {
    const batch = await tx.find(CommandBatchEntity, { batchId });
    if (batch?.status !== 'running' || batch.pending === 0 || !batch.rollout) return null;
    const { rollout } = batch as { rollout: Rollout };
    const { release, ...place } = nextStep(rollout, batch, this.clock.now());
    const rows = await tx.query<{ device_id: string }>(
      (scope) => `${RELEASE_SQL} where ${scope(CommandEntity, 'm')}`,
      [batchId, place.stage, release],
    );
    const movedOn = place.stage !== batch.stage || rows.length > 0;
    // Without a rate the time of release says nothing; without a move it need not be written every five seconds.
    if (movedOn || (place.gatePassedAt !== null && batch.gatePassedAt === null)) {
      const { stage, stageStartedAt, gatePassedAt, releasedAt } = place;
      await tx.update(CommandBatchEntity, { batchId }, { stage, stageStartedAt, gatePassedAt, releasedAt });
    }
    return movedOn ? rows.map((row) => row.device_id) : null;
  }
}
