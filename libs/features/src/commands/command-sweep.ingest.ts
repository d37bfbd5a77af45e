// The clock's side of commands: leases that are over, commands that expired, stages and rates of rollouts. Run by one
// process at a time, but safe under any number: every move is a compare-and-set, and locked rows are skipped.
import type { CommandType } from '@coffee/contract/command-payloads';
import type { CommandErrorCode, CommandState } from '@coffee/contract/commands';
import { runPrepared } from '@coffee/data/prepared';
import { Doorbell } from '@coffee/platform/doorbell';
import { ProcessMetrics } from '@coffee/platform/metrics';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CommandNews } from './command-news';
import { SWEEP_SQL } from './sweep-statements';
import { Rollouts } from './rollouts.service';

interface SweptRow {
  command_id: string;
  device_id: string;
  batch_id: string | null;
  status: CommandState;
  type: CommandType;
  last_error: string | null;
  last_error_code: CommandErrorCode | null;
  merchant_id: number | null;
  seconds: number;
}

const CHUNK = 1_000;

@Injectable()
export class CommandSweep {
  constructor(
    private readonly dataSource: DataSource,
    private readonly doorbell: Doorbell,
    private readonly news: CommandNews,
    private readonly metrics: ProcessMetrics,
    private readonly rollouts: Rollouts,
  ) {}

  async sweep(): Promise<void> {
    await this.drain(SWEEP_SQL.reclaim);
    await this.drain(SWEEP_SQL.expire);
    await this.rollouts.advanceAll();
  }

  private async drain(statement: { name: string; text: string }): Promise<void> {
    for (;;) {
      const rows = await runPrepared<SweptRow>(this.dataSource, statement, [CHUNK]);
      this.tell(rows);
      if (rows.length < CHUNK) return;
    }
  }

  private tell(rows: SweptRow[]): void {
    for (const row of rows) {
      this.news.command({
        commandId: row.command_id,
        deviceId: row.device_id,
        batchId: row.batch_id,
        status: row.status,
        lastError: row.last_error,
        lastErrorCode: row.last_error_code,
        merchantId: row.merchant_id,
      });
      if (row.status === 'queued') continue;
      this.metrics.commandDuration.observe({ command_type: row.type, status: row.status }, row.seconds);
    }
    // Also those that ended: the machine's next exclusive command may go now.
    this.doorbell.ring([...new Set(rows.map((row) => row.device_id))]);
  }
}
