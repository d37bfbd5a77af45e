// Machines' side of commands: polls, acknowledgements, results. Those that arrive while the ones before are being written
// share one prepared statement, one commit and one lock of their batch's counters.
import type { CommandType } from '@coffee/contract/command-payloads';
import type { CommandState } from '@coffee/contract/commands';
import { runPrepared } from '@coffee/data/prepared';
import { GroupCommit } from '@coffee/platform/group-commit';
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
  device_id: string;
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

interface Placed {
  /** Among those asked about, from 1. */
  place: number;
}

interface ResultRow {
  batch_id: string | null;
  type: CommandType;
  moved: boolean;
  seconds: number;
}

interface AckReport {
  deviceId: string;
  commandId: string;
}

@Injectable()
export class CommandDelivery {
  private readonly polls: GroupCommit<string, HandedOut[]>;
  private readonly acknowledgements: GroupCommit<AckReport, Acknowledged | null>;
  private readonly results: GroupCommit<ResultReport & { deviceId: string }, ResultRow | null>;

  constructor(
    dataSource: DataSource,
    private readonly doorbell: Doorbell,
    private readonly news: CommandNews,
    private readonly metrics: ProcessMetrics,
    private readonly packages: PackageOffers,
  ) {
    this.polls = new GroupCommit({
      keyOf: (deviceId) => deviceId,
      run: async (deviceIds) => {
        const rows = await runPrepared<HandedOut>(dataSource, DELIVERY_SQL.claim, [deviceIds]);
        const byDevice = new Map(deviceIds.map((deviceId) => [deviceId, [] as HandedOut[]]));
        for (const row of rows) byDevice.get(row.device_id)?.push(row);
        return [...byDevice.values()];
      },
    });
    this.acknowledgements = new GroupCommit({
      keyOf: ({ deviceId }) => deviceId,
      run: async (told) => {
        const values = [told.map(({ commandId }) => commandId), told.map(({ deviceId }) => deviceId)];
        return inPlace(told.length, await runPrepared(dataSource, DELIVERY_SQL.acknowledge, values));
      },
    });
    this.results = new GroupCommit({
      keyOf: ({ deviceId }) => deviceId,
      run: async (told) => {
        const values = [
          told.map(({ commandId }) => commandId),
          told.map(({ deviceId }) => deviceId),
          told.map(({ status }) => status),
          told.map(({ result }) => (result === null ? null : JSON.stringify(result))),
          told.map(({ error }) => error),
        ];
        return inPlace(told.length, await runPrepared(dataSource, DELIVERY_SQL.result, values));
      },
    });
  }

  /** What is due for the machine, leased to it. What is handed out is not in the next answer. */
  async claim(device: KnownDevice): Promise<HandedOut[]> {
    const rows = await this.polls.submit(device.deviceId);
    for (const row of rows) {
      if (row.type === 'upgrade') row.payload = this.packages.handedTo(device.deviceId, row.payload);
      this.tell(device, row.command_id, row.batch_id, 'sent', null);
    }
    return rows;
  }

  async acknowledge(device: KnownDevice, commandId: string): Promise<Acknowledged> {
    const row = await this.acknowledgements.submit({ deviceId: device.deviceId, commandId });
    if (!row) throw new CommandNotFound(commandId);
    if (row.moved) this.tell(device, commandId, row.batch_id, 'acknowledged', null);
    return row;
  }

  /** Takes a result once; told again it changes nothing. */
  async result(device: KnownDevice, report: ResultReport): Promise<void> {
    const { commandId, status, error } = report;
    const row = await this.results.submit({ ...report, deviceId: device.deviceId });
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

/** Each row at its place; null where there is none. */
function inPlace<Row extends object>(length: number, rows: (Row & Placed)[]): (Row | null)[] {
  const placed = new Array<Row | null>(length).fill(null);
  for (const row of rows) placed[row.place - 1] = row;
  return placed;
}
