import { MerchantEntity, OrderEntity, OrderEventEntity, RefundEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { DomainError } from '@coffee/platform/errors';
import { LivePublisher } from '@coffee/platform/live';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { mergeSettings } from '../merchants';
import { judge, type LeftToPeople, type PolicyUse } from './auto-refund';
import { ProductBlocks } from './product-blocks.service';
import { lockOrder } from './refund-claims';
import { tellOrder } from './refund-news';
import { RefundReservations } from './refund-reservations.service';
import { RefundsService } from './refunds.service';

const system = systemActor();

interface Judged {
  order: OrderEntity;
  refundId: string | null;
}

/**
 * Lets the merchant's policy decide about orders without a cup: refunded within the caps, else left to people. The
 * decision takes `judge_at` away in its own transaction, and a policy refund is unique per order, so that it is made once.
 */
@Injectable()
export class OrderJudgements {
  constructor(
    private readonly db: TenantDb,
    private readonly reservations: RefundReservations,
    private readonly refunds: RefundsService,
    private readonly blocks: ProductBlocks,
    private readonly audit: AuditTrail,
    private readonly live: LivePublisher,
  ) {}

  async judge(orderKey: number): Promise<void> {
    const judged = await this.db.transaction(system, (tx) => this.decide(tx, orderKey));
    if (!judged) return;
    const { order, refundId } = judged;
    if (refundId !== null) await this.refunds.announce(system, refundId);
    else tellOrder(this.live, order);
    await this.blocks.tellMachines();
  }

  private async decide(tx: TenantTx, orderKey: number): Promise<Judged | null> {
    const due = await this.lockDue(tx, orderKey);
    if (!due) return null;
    const { order, settings } = due;
    const used = await this.countUse(tx, order, settings?.timeZone ?? 'UTC');
    const judgement = judge(order, settings, used);
    order.judgeAt = null;
    await tx.save(OrderEntity, order);
    if (order.fulfilmentStatus === 'failed') await this.blocks.considerAfter(tx, order);
    if (judgement.verdict === 'people') await this.leaveToPeople(tx, order, judgement.why);
    return { order, refundId: judgement.verdict === 'refund' ? await this.refund(tx, order) : null };
  }

  /** The caps are counted, so those who count them go one by one: the merchant's row first, then the order's. */
  private async lockDue(tx: TenantTx, orderKey: number) {
    const [due] = await tx.query<{ merchant_id: number | null }>(
      (scope) => `
        select o.merchant_id from orders o
        where o.id = $1::bigint and o.judge_at <= now() and ${scope(OrderEntity, 'o')}`,
      [orderKey],
    );
    if (!due) return null;
    const merchant = due.merchant_id === null ? null : await lockMerchant(tx, due.merchant_id);
    const order = await lockOrder(tx, orderKey);
    return order?.judgeAt ? { order, settings: merchant && mergeSettings(merchant.settings) } : null;
  }

  private async refund(tx: TenantTx, order: OrderEntity): Promise<string | null> {
    const reason = order.fulfilmentStatus === 'failed' ? 'brew_failed' : 'no_outcome';
    try {
      return await this.reservations.reserve(tx, system, order, {
        amountMinor: null,
        reason,
        note: order.failureReason,
        source: 'policy',
        retryOf: null,
      });
    } catch (error) {
      // Refused before anything was written: no provider for it, or one without keys.
      if (!(error instanceof DomainError)) throw error;
      await this.leaveToPeople(tx, order, 'auto_refund_no_provider');
      return null;
    }
  }

  private async countUse(tx: TenantTx, order: OrderEntity, zone: string): Promise<PolicyUse> {
    const [row] = await tx.query<PolicyUse>(
      (scope) => `
        select (select count(*)::integer from refunds r where r.device_id = $1 and r.source = 'policy'
                  and r.created_at >= date_trunc('day', now() at time zone $3) at time zone $3
                  and ${scope(RefundEntity, 'r')}) as "ofDeviceToday",
               (select count(*)::integer from refunds r where r.merchant_id = $2::integer and r.source = 'policy'
                  and r.created_at > now() - interval '1 hour' and ${scope(RefundEntity, 'r')}) as "ofMerchantThisHour"`,
      [order.deviceId, order.merchantId, zone],
    );
    return row ?? { ofDeviceToday: 0, ofMerchantThisHour: 0 };
  }

  private async leaveToPeople(tx: TenantTx, order: OrderEntity, why: LeftToPeople): Promise<void> {
    const before = { isException: order.isException, exceptionReason: order.exceptionReason };
    order.isException = true;
    order.exceptionReason ??= why;
    await tx.save(OrderEntity, order);
    await tx.insert(OrderEventEntity, {
      orderId: order.id,
      event: 'exception_set',
      source: 'system',
      detail: why,
      data: null,
    });
    await this.audit.record(tx, system, {
      action: 'order.exception_set',
      targetType: 'order',
      targetId: order.orderId,
      summary: `Left order ${order.orderId} to people: ${why}`,
      before,
      after: { isException: true, exceptionReason: order.exceptionReason },
      merchantId: order.merchantId,
    });
  }
}

/** Does not stand in the way of machines that are bound to the merchant meanwhile. */
async function lockMerchant(tx: TenantTx, id: number): Promise<MerchantEntity | null> {
  await tx.query(
    (scope) =>
      `select 1 from merchants m where m.id = $1 and ${scope(MerchantEntity, 'm')} for no key update`,
    [id],
  );
  return tx.find(MerchantEntity, { id });
}
