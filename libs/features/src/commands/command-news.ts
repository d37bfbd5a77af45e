import type { BatchState, BatchStats } from '@coffee/contract/command-batches';
import type { CommandErrorCode, CommandState } from '@coffee/contract/commands';
import { CommandBatchEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { LivePublisher } from '@coffee/platform/live';
import { ThrottledLog } from '@coffee/platform/logging';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { BATCH_COLUMNS, toStats, type BatchRow } from './commands.mapper';

export interface CommandChange {
  commandId: string;
  deviceId: string;
  batchId: string | null;
  status: CommandState;
  lastError: string | null;
  lastErrorCode: CommandErrorCode | null;
  merchantId: number | null;
}

const GATHER_MS = 250;
/** Pages read a batch anew by its progress; beyond this many rows at once the single ones help nobody. */
const MAX_PER_FLUSH = 200;

/** Tells browsers how commands get on. Those of batches are gathered, so that 20,000 of them are a few events a second. */
@Injectable()
export class CommandNews implements BeforeApplicationShutdown {
  private readonly log = new ThrottledLog('CommandNews');
  private readonly changes = new Map<string, CommandChange>();
  private readonly batches = new Set<string>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly db: TenantDb,
    private readonly live: LivePublisher,
  ) {}

  command(change: CommandChange): void {
    if (change.batchId === null) return this.tell(change);
    this.changes.set(change.commandId, change);
    this.batch(change.batchId);
  }

  batch(batchId: string): void {
    this.batches.add(batchId);
    this.timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private async flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const changes = [...this.changes.values()];
    const batches = [...this.batches];
    this.changes.clear();
    this.batches.clear();
    for (const change of changes.slice(0, MAX_PER_FLUSH)) this.tell(change);
    try {
      if (batches.length > 0) await this.tellBatches(batches);
    } catch (error) {
      this.log.warn('The progress of batches was not told', error);
    }
  }

  private tell(change: CommandChange): void {
    this.live.publish(
      'command.updated',
      { merchantId: change.merchantId },
      {
        command_id: change.commandId,
        device_id: change.deviceId,
        batch_id: change.batchId,
        status: change.status,
        last_error: change.lastError,
        last_error_code: change.lastErrorCode,
      },
    );
  }

  private async tellBatches(batchIds: string[]): Promise<void> {
    const rows = await this.db.for(systemActor()).query<BatchRow>(
      (scope) => `
        select ${BATCH_COLUMNS} from command_batches b
        where b.batch_id = any($1::uuid[]) and ${scope(CommandBatchEntity, 'b')}`,
      [batchIds],
    );
    for (const row of rows) {
      const status: BatchState = row.status;
      const stats: BatchStats = toStats(row);
      const stage = row.rollout ? row.stage : null;
      const { batch_id, paused_reason, pause } = row;
      const data = { batch_id, status, stage, paused_reason, pause, stats };
      this.live.publish('batch.progress', { merchantId: row.merchant_id }, data);
    }
  }
}
