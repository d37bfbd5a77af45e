// Orders come in as facts: stored once, counted once, never refused for what they say. Writes are shared by group
// commit, one statement per batch (ADR "group commit").
import { runPrepared } from '@coffee/data/prepared';
import { formatMoney } from '@coffee/contract/money';
import type { FulfilmentStatus, PaymentStatus } from '@coffee/contract/orders';
import { parseDeviceTime } from '@coffee/device-protocol/device-time';
import type { CreateOrder, OrderStatusReport } from '@coffee/device-protocol/orders';
import { Doorbell } from '@coffee/platform/doorbell';
import { GroupCommit } from '@coffee/platform/group-commit';
import { LivePublisher } from '@coffee/platform/live';
import { ProcessMetrics } from '@coffee/platform/metrics';
import { JobQueue } from '@coffee/platform/queue';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeviceNotFound, DeviceSuspended } from '../devices';
import { INGEST } from './ingest-statements';
import { toOrderRow, type OrderRow } from './order-report';
import { statesBefore } from './order-states';
import { OrderConflict, OrderNotFound } from './orders.errors';
import { JUDGE_ORDER } from './refunds.jobs';

export interface OrderReceipt {
  orderId: string;
  outcome: 'created' | 'exists';
}

export interface OrderState {
  orderId: string;
  fulfilmentStatus: FulfilmentStatus;
  paymentStatus: PaymentStatus;
}

type Fate = 'created' | 'exists' | 'conflict' | 'unknown_device' | 'suspended';
interface Outcome {
  fate: Fate;
  merchantId: number | null;
}

interface StoredRow {
  n: number;
  known: boolean;
  lifecycle: string | null;
  merchant_id: number | null;
  new_id: number | null;
  old_id: number | null;
  same: boolean | null;
}
interface Found {
  id: number;
  same: boolean;
}
interface ChangedRow {
  order_id: string;
  device_id: string;
  merchant_id: number | null;
  payment_status: PaymentStatus;
  fulfilment_status: FulfilmentStatus;
}
interface MovedRow extends Omit<ChangedRow, 'order_id' | 'device_id' | 'payment_status'> {
  id: number | null;
  lifecycle: string;
  payment_status: PaymentStatus | null;
  moved: boolean;
}

const keyOf = (row: OrderRow): string => `${row.device_id} ${row.order_id}`;

@Injectable()
export class OrderIngest {
  private readonly commits = new GroupCommit<OrderRow, Outcome>({
    run: (rows) => this.store(rows),
    keyOf,
    maxBatch: 250,
  });

  constructor(
    private readonly dataSource: DataSource,
    private readonly live: LivePublisher,
    private readonly metrics: ProcessMetrics,
    private readonly doorbell: Doorbell,
    private readonly queue: JobQueue,
  ) {}

  /** Stores a validated report. The same order again changes nothing; another one under its id is OrderConflict. */
  async report(deviceId: string, order: CreateOrder, receivedAt: Date): Promise<OrderReceipt> {
    const row = toOrderRow(deviceId, order, receivedAt);
    const { fate, merchantId } = await this.commits.submit(row);
    switch (fate) {
      case 'created':
        this.tell(row, merchantId);
        return { orderId: row.order_id, outcome: fate };
      case 'exists':
        return { orderId: row.order_id, outcome: fate };
      case 'conflict':
        throw new OrderConflict(row.order_id);
      case 'suspended':
        throw new DeviceSuspended();
      case 'unknown_device':
        throw new DeviceNotFound(deviceId);
    }
  }

  /** What a machine says about an order it made. Answers the state that the order has now. */
  async reportStatus(deviceId: string, orderId: string, report: OrderStatusReport): Promise<OrderState> {
    const [row] = await runPrepared<MovedRow>(this.dataSource, INGEST.move, [
      deviceId,
      orderId,
      report.status,
      statesBefore(report.status),
      report.reason ?? null,
      parseDeviceTime(report.timestamp),
    ]);
    if (!row) throw new DeviceNotFound(deviceId);
    if (row.lifecycle === 'suspended') throw new DeviceSuspended();
    if (row.payment_status === null) throw new OrderNotFound();
    const state = { payment_status: row.payment_status, fulfilment_status: row.fulfilment_status };
    if (row.moved) {
      const data = { order_id: orderId, device_id: deviceId, ...state };
      this.live.publish('order.updated', { merchantId: row.merchant_id }, data);
      // Commands that waited for the cup may go now.
      if (state.fulfilment_status !== 'brewing') this.doorbell.ring([deviceId]);
      // Not waited for: the machine has its answer, and the sweep would find the order too.
      if (state.fulfilment_status === 'failed') void this.queue.ring(JUDGE_ORDER, { id: String(row.id) });
    }
    return { orderId, fulfilmentStatus: state.fulfilment_status, paymentStatus: state.payment_status };
  }

  private async store(rows: OrderRow[]): Promise<Outcome[]> {
    const stored = await runPrepared<StoredRow>(this.dataSource, INGEST.store, asParameters(rows));
    const found = await this.findOld(rows, stored);
    const conflicts = stored.filter((row) => found.get(row.n)?.same === false);
    if (conflicts.length > 0) await this.keepConflicts(rows, conflicts, found);
    return stored.map((row) => ({ fate: fateOf(row, found.get(row.n)), merchantId: row.merchant_id }));
  }

  /** The orders that were there already. One that another process commits at this moment shows only to a new statement. */
  private async findOld(rows: OrderRow[], stored: StoredRow[]): Promise<Map<number, Found>> {
    const found = new Map<number, Found>();
    const unseen: StoredRow[] = [];
    for (const row of stored) {
      if (row.old_id !== null) found.set(row.n, { id: row.old_id, same: row.same === true });
      else if (row.new_id === null && row.known && row.lifecycle !== 'suspended') unseen.push(row);
    }
    if (unseen.length === 0) return found;
    const sought = unseen.map((row) => rows[row.n] as OrderRow);
    const seen = await runPrepared<Found>(this.dataSource, INGEST.lookAgain, [
      sought.map((row) => row.device_id),
      sought.map((row) => row.order_id),
      sought.map((row) => row.fingerprint),
    ]);
    if (seen.length !== unseen.length) throw new Error('an order is neither new nor there');
    unseen.forEach((row, index) => found.set(row.n, seen[index] as Found));
    return found;
  }

  private async keepConflicts(rows: OrderRow[], conflicts: StoredRow[], found: Map<number, Found>) {
    const reports = conflicts.map((conflict) => rows[conflict.n] as OrderRow);
    const changed = await runPrepared<ChangedRow>(this.dataSource, INGEST.keepConflicts, [
      conflicts.map((conflict) => found.get(conflict.n)?.id),
      reports.map((report) => JSON.stringify(reportedInstead(report))),
      reports.map((report) => report.device_ts),
    ]);
    for (const { merchant_id: merchantId, ...order } of changed) {
      this.live.publish(
        'order.updated',
        { merchantId },
        {
          order_id: order.order_id,
          device_id: order.device_id,
          payment_status: order.payment_status,
          fulfilment_status: order.fulfilment_status,
        },
      );
    }
  }

  private tell(row: OrderRow, merchantId: number | null): void {
    const total = formatMoney(row.total_minor);
    if (row.sold && row.currency === 'CNY') this.metrics.orderValue.observe(total);
    this.live.publish(
      'order.created',
      { merchantId },
      {
        order_id: row.order_id,
        device_id: row.device_id,
        total_price: total,
        currency: row.currency,
        payment_status: row.payment_status,
        is_test: row.is_test,
        created_at: row.created_at,
      },
    );
  }
}

function fateOf(row: StoredRow, old: Found | undefined): Fate {
  if (!row.known) return 'unknown_device';
  if (row.lifecycle === 'suspended') return 'suspended';
  if (row.new_id !== null) return 'created';
  return old?.same ? 'exists' : 'conflict';
}

/** Orders and their lines apart, joined by `n`: nested JSON would be parsed once more per order. */
function asParameters(rows: OrderRow[]): [string, string] {
  const lines = rows.flatMap(({ items }, n) => items.map((item) => ({ n, ...item })));
  const orders = rows.map(({ items: _items, ...order }, n) => ({ n, ...order }));
  return [JSON.stringify(orders), JSON.stringify(lines)];
}

function reportedInstead(report: OrderRow) {
  return {
    fingerprint: report.fingerprint,
    currency: report.currency,
    total_minor: report.total_minor,
    payment_method: report.payment_method,
    payment_status: report.payment_status,
    items: report.items,
  };
}
