import { formatMoney, parseMoney } from '@coffee/contract/money';
import type { ManualRefund, Refund, RefundAnswer, RefundSource } from '@coffee/contract/refunds';
import { OrderEntity, RefundEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { ValidationFailed } from '@coffee/platform/errors';
import { LivePublisher } from '@coffee/platform/live';
import { ProcessMetrics } from '@coffee/platform/metrics';
import { JobQueue } from '@coffee/platform/queue';
import { Injectable } from '@nestjs/common';
import { actOnce } from '../idempotency';
import { OrderNotFound, RefundNotAllowed, RefundNotFound } from './orders.errors';
import { OrdersReader } from './orders.reader';
import { lockOrder } from './refund-claims';
import { tellOrder, tellRefund } from './refund-news';
import { RefundReservations } from './refund-reservations.service';
import { SEND_REFUND } from './refunds.jobs';
import { RefundsReader } from './refunds.reader';

interface Requested {
  refundId: string;
}

/** What people do about refunds. Money moves in the worker; here a row is written, and the bell is rung. */
@Injectable()
export class RefundsService {
  constructor(
    private readonly db: TenantDb,
    private readonly orders: OrdersReader,
    private readonly reader: RefundsReader,
    private readonly reservations: RefundReservations,
    private readonly live: LivePublisher,
    private readonly metrics: ProcessMetrics,
    private readonly queue: JobQueue,
  ) {}

  /** Wants money of an order back. Refused before anything is written when it cannot be. */
  async request(
    actor: Actor,
    orderId: string,
    input: ManualRefund,
    pick: { deviceId?: string | undefined; key?: string | undefined } = {},
  ): Promise<RefundAnswer> {
    const amountMinor = readAmount(input.amount);
    const { id } = await this.orders.find(actor, orderId, pick.deviceId);
    const act = { name: `refund ${id}`, key: pick.key, request: { ...input } };
    const { answer, again } = await this.db.transaction(actor, (tx) =>
      actOnce(tx, actor, act, async (): Promise<Requested> => {
        const order = await lockOrder(tx, id);
        if (!order) throw new OrderNotFound();
        const { reason, note = null } = input;
        return this.reserve(tx, actor, order, { amountMinor, reason, note, source: 'person', retryOf: null });
      }),
    );
    if (!again) await this.announce(actor, answer.refundId);
    return this.answer(actor, answer.refundId, 'The refund is on its way');
  }

  /** A failed refund again, under a new number and guarded again; one that is open is looked at now. */
  async retry(actor: Actor, refundId: string, key?: string): Promise<RefundAnswer> {
    const old = await this.reader.find(actor, refundId);
    if (old.status === 'succeeded') {
      throw new RefundNotAllowed('This refund has succeeded', { refund_id: refundId });
    }
    if (old.status !== 'failed') return this.lookAgain(actor, old);
    const act = { name: `retry refund ${refundId}`, key, request: {} };
    const { answer, again } = await this.db.transaction(actor, (tx) =>
      actOnce(tx, actor, act, () => this.replace(tx, actor, refundId)),
    );
    if (!again) await this.announce(actor, answer.refundId);
    return this.answer(actor, answer.refundId, 'A new refund takes the place of the one that failed');
  }

  private async lookAgain(actor: Actor, { refund_id: refundId, attempts }: Refund): Promise<RefundAnswer> {
    await this.db.for(actor).query(
      (scope) => `
        with moved as (
          update refunds r set next_attempt_at = now()
          where r.refund_id = $1::uuid and r.next_attempt_at > now() and ${scope(RefundEntity, 'r')} returning 1
        ) select 1 from moved`,
      [refundId],
    );
    await this.queue.ring(SEND_REFUND, { id: refundId, attempt: attempts });
    return this.answer(actor, refundId, 'The provider is asked now');
  }

  private async replace(tx: TenantTx, actor: Actor, refundId: string): Promise<Requested> {
    const row = await tx.find(RefundEntity, { refundId });
    if (!row) throw new RefundNotFound();
    const order = await lockOrder(tx, row.orderId);
    if (!order) throw new OrderNotFound();
    if (await tx.exists(RefundEntity, { retryOf: refundId })) {
      throw new RefundNotAllowed('Another refund took its place already', { refund_id: refundId });
    }
    const { amountMinor, reason, note } = row;
    return this.reserve(tx, actor, order, { amountMinor, reason, note, source: 'retry', retryOf: refundId });
  }

  private async reserve(
    tx: TenantTx,
    actor: Actor,
    order: OrderEntity,
    wish: {
      amountMinor: number | null;
      reason: string;
      note: string | null;
      source: RefundSource;
      retryOf: string | null;
    },
  ): Promise<Requested> {
    return { refundId: await this.reservations.reserve(tx, actor, order, wish) };
  }

  /** After the commit: the sweep would find the row too, a few seconds later. */
  async announce(actor: Actor, refundId: string): Promise<void> {
    await this.queue.ring(SEND_REFUND, { id: refundId });
    this.metrics.refunds.inc({ status: 'requested' });
    const refund = await this.reader.find(actor, refundId);
    const place = { orderId: refund.order_id, deviceId: refund.device_id, merchantId: refund.merchant_id };
    tellRefund(this.live, { ...place, refundId, status: refund.status, needsAttention: false });
    const order = await this.orders.find(actor, refund.order_id, refund.device_id);
    tellOrder(this.live, {
      ...place,
      paymentStatus: order.payment_status,
      fulfilmentStatus: order.fulfilment_status,
    });
  }

  private async answer(actor: Actor, refundId: string, message: string): Promise<RefundAnswer> {
    return { status: 'processing', message, refund: await this.reader.find(actor, refundId) };
  }
}

/** Null: all that is left. */
function readAmount(amount: number | undefined): number | null {
  if (amount === undefined) return null;
  const minor = parseMoney(amount);
  if (minor !== null && minor > 0) return minor;
  const message = `amount must be more than ${formatMoney(0)}`;
  throw new ValidationFailed([{ field: 'amount', rule: 'isPositive', message }]);
}
