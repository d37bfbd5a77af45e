// A machine's side of commands: polls, acknowledgements, results. One prepared statement each.
import type { CommandType } from '@coffee/contract/command-payloads';
import type { CommandState } from '@coffee/contract/commands';
import { runPrepared } from '@coffee/data/prepared';
import { Doorbell } from '@coffee/platform/doorbell';
import { ProcessMetrics } from '@coffee/platform/metrics';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { KnownDevice } from '../devices';
import { PackageOffers } from '../packages';
import { CommandNews } from './command-news';
import { EXCLUSIVE_COMMANDS } from './command-states';
import { CommandNotFound } from './commands.errors';
import { DELIVERY_SQL } from './delivery-statements';

export interface HandedOut {
  command_id: string;
  batch_id: string | null;
  type: CommandType;
  payload: Record<string, unknown>;
  created_at: Date;
  expires_at: Date;
  attempts: number;
  max_attempts: number;
}

export interface Acknowledged {
  command_id: string;
  batch_id: string | null;
  type: CommandType;
  payload: Record<string, unknown>;
  status: CommandState;
  moved: boolean;
}

export interface ResultReport {
  commandId: string;
  status: 'success' | 'fail' | 'unsupported';
  result: Record<string, unknown> | null;
  error: string | null;
}

interface ResultRow {
  command_id: string;
  batch_id: string | null;
  type: CommandType;
  moved: boolean;
  seconds: number;
}

@Injectable()
export class CommandDelivery {
  constructor(
    private readonly dataSource: DataSource,
    private readonly doorbell: Doorbell,
    private readonly news: CommandNews,
    private readonly metrics: ProcessMetrics,
    private readonly packages: PackageOffers,
  ) {}

  /** What is due for the machine, leased to it. What is handed out is not in the next answer. */
  async claim(device: KnownDevice): Promise<HandedOut[]> {
    const rows = await runPrepared<HandedOut>(this.dataSource, DELIVERY_SQL.claim, [device.deviceId]);
    for (const row of rows) {
      if (row.type === 'upgrade') row.payload = this.packages.handedTo(device.deviceId, row.payload);
      this.tell(device, row.command_id, row.batch_id, 'sent', null);
    }
    return rows;
  }

  async acknowledge(device: KnownDevice, commandId: string): Promise<Acknowledged> {
    const [row] = await runPrepared<Acknowledged>(this.dataSource, DELIVERY_SQL.acknowledge, [
      commandId,
      device.deviceId,
    ]);
    if (!row) throw new CommandNotFound(commandId);
    if (row.moved) this.tell(device, commandId, row.batch_id, 'acknowledged', null);
    return row;
  }

  /** Takes a result once; told again it changes nothing. */
  async result(device: KnownDevice, report: ResultReport): Promise<void> {
    const { commandId, status, error } = report;
    const result = report.result === null ? null : JSON.stringify(report.result);
    const values = [commandId, device.deviceId, status, result, error];
    const [row] = await runPrepared<ResultRow>(this.dataSource, DELIVERY_SQL.result, values);
    if (!row) throw new CommandNotFound(commandId);
    if (!row.moved) return;
    this.metrics.commandDuration.observe({ command_type: row.type, status }, row.seconds);
    this.tell(device, commandId, row.batch_id, status, error);
    // The machine's next exclusive command may go now.
    if (EXCLUSIVE_COMMANDS.includes(row.type)) this.doorbell.ring([device.deviceId]);
  }

  private tell(
    { deviceId, merchantId }: KnownDevice,
    commandId: string,
    batchId: string | null,
    status: CommandState,
    lastError: string | null,
  ): void {
    this.news.command({ commandId, deviceId, batchId, status, lastError, lastErrorCode: null, merchantId });
  }
}
