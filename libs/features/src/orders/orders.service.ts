import type { OrderDetail } from '@coffee/contract/orders';
import { OrderEntity, OrderEventEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { LivePublisher } from '@coffee/platform/live';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { OrderNotFound } from './orders.errors';
import { OrdersReader } from './orders.reader';

interface ExceptionChange {
  event: 'exception_set' | 'exception_cleared';
  isException: boolean;
  reason: string | null;
  summary: string;
}

/** What people do to an order. The sale itself is a fact and is not edited. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly db: TenantDb,
    private readonly reader: OrdersReader,
    private readonly audit: AuditTrail,
    private readonly live: LivePublisher,
    private readonly clock: Clock,
  ) {}

  /** Marks an order for review; a second time replaces the reason. */
  setException(actor: Actor, orderId: string, reason: string, deviceId?: string): Promise<OrderDetail> {
    const summary = `Marked order ${orderId}: ${reason}`;
    return this.change(actor, orderId, deviceId, {
      event: 'exception_set',
      isException: true,
      reason,
      summary,
    });
  }

  clearException(actor: Actor, orderId: string, deviceId?: string): Promise<OrderDetail> {
    const summary = `Cleared the mark of order ${orderId}`;
    return this.change(actor, orderId, deviceId, {
      event: 'exception_cleared',
      isException: false,
      reason: null,
      summary,
    });
  }

  private async change(
    actor: Actor,
    orderId: string,
    deviceId: string | undefined,
    change: ExceptionChange,
  ): Promise<OrderDetail> {
    const { id } = await this.reader.find(actor, orderId, deviceId);
    const order = await this.db.transaction(actor, (tx) => this.apply(tx, actor, id, change));
    this.live.publish(
      'order.updated',
      { merchantId: order.merchantId },
      {
        order_id: order.orderId,
        device_id: order.deviceId,
        payment_status: order.paymentStatus,
        fulfilment_status: order.fulfilmentStatus,
      },
    );
    return this.reader.get(actor, order.orderId, order.deviceId);
  }

  private async apply(tx: TenantTx, actor: Actor, id: number, change: ExceptionChange): Promise<OrderEntity> {
    const order = await tx.lock(OrderEntity, { id });
    if (!order) throw new OrderNotFound();
    const before = { isException: order.isException, exceptionReason: order.exceptionReason };
    if (before.isException === change.isException && before.exceptionReason === change.reason) return order;
    const after = { isException: change.isException, exceptionReason: change.reason };
    Object.assign(order, after, { updatedAt: this.clock.now() });
    await tx.save(OrderEntity, order);
    await tx.insert(OrderEventEntity, {
      orderId: id,
      event: change.event,
      source: actor.source,
      detail: change.reason,
      data: { by: actor.name },
    });
    await this.audit.record(tx, actor, {
      action: `order.${change.event}`,
      targetType: 'order',
      targetId: order.orderId,
      summary: change.summary,
      before,
      after,
      merchantId: order.merchantId,
    });
    return order;
  }
}
