import type { RefundStatus } from '@coffee/contract/refunds';
import { OrderEntity, RefundEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import type { PaymentProvider, ProviderName, RefundOutcome } from '../payments';
import type { RefundMove, RefundStep } from './refund-outcome';
import { claim, dueRefund, note, pace } from './refund-statements';

/** A worker that says nothing for this long has lost its refund to the next one. Longer than any call may take. */
export const LEASE_SECONDS = 10;
export const CALL_SECONDS = 7;

const system = systemActor();

/** A refund as the worker that looks at it has it. After the claim `attempts` is the fence. */
export interface HeldRefund {
  refundId: string;
  orderKey: number;
  orderId: string;
  deviceId: string;
  merchantId: number | null;
  amountMinor: number;
  totalMinor: number;
  currency: string;
  status: RefundStatus;
  provider: ProviderName;
  providerRefundId: string | null;
  paymentTxnId: string | null;
  reason: string;
  needsAttention: boolean;
  /** What is done now; the row says `query` from the claim on. */
  step: RefundStep;
  attempts: number;
  queries: number;
  ageSeconds: number;
}

/** One call of a provider, as it is kept. */
export interface Call {
  outcome: RefundOutcome;
  durationMs: number;
}

interface Due {
  id: string;
  attempt: number;
}

const outcomeOf = ({ outcome }: Call): string => outcome.state;

/** Values $1 to $14 of the statements that end a look. */
export function moveValues(refund: HeldRefund, move: RefundMove, call: Call): unknown[] {
  return [
    refund.refundId,
    refund.attempts,
    refund.status,
    move.status,
    move.step,
    move.queries,
    move.lookAgainAfterSeconds,
    move.needsAttention,
    move.error?.code ?? null,
    move.error?.message ?? null,
    move.providerRefundId ?? null,
    refund.step,
    outcomeOf(call),
    Math.round(call.durationMs),
  ];
}

/** The rows of `refunds` as a worker sees them. Times are the database's: the clocks of the workers do not matter. */
@Injectable()
export class RefundClaims {
  constructor(private readonly db: TenantDb) {}

  /** The refund as it is now, when it is due and nobody holds it. */
  async findDueOne(refundId: string): Promise<HeldRefund | null> {
    const rows = await this.query<HeldRefund>(dueRefund, [refundId]);
    return rows[0] ?? null;
  }

  /**
   * Null when another worker was faster, or when the provider wants time between two refunds of one payment: then the row
   * waits. Two submissions for one order look at each other, so they come one after the other.
   */
  async claim(refund: HeldRefund, provider: PaymentProvider): Promise<HeldRefund | null> {
    const gap = refund.step === 'submit' ? provider.minSecondsBetweenRefunds : 0;
    const claimed = gap > 0 ? await this.claimPaced(refund, gap) : await this.claimRow(refund, gap);
    return claimed ? { ...refund, ...claimed } : null;
  }

  /** Writes what a look brought when the refund's state stays. False: the refund is ours no more. */
  async note(refund: HeldRefund, move: RefundMove, call: Call): Promise<boolean> {
    return (await this.query(note, moveValues(refund, move, call))).length > 0;
  }

  /** What should be looked at now: new refunds whose ring was lost, those that wait, and those whose worker died. */
  findDue(limit: number): Promise<Due[]> {
    return this.db.for(system).query<Due>(
      (scope) => `select r.refund_id as id, r.attempts as attempt from refunds r
        where r.next_attempt_at <= now() and ${scope(RefundEntity, 'r')} order by r.next_attempt_at limit $1`,
      [limit],
    );
  }

  private async claimRow(refund: HeldRefund, gap: number, tx?: TenantTx) {
    const values = [refund.refundId, refund.attempts, LEASE_SECONDS, gap];
    const access = tx ?? this.db.for(system);
    const rows = await access.query<{ attempts: number; queries: number }>(
      (scope) => claim(scope(RefundEntity, 'r')),
      values,
    );
    return rows[0] ?? null;
  }

  private claimPaced(refund: HeldRefund, gap: number) {
    return this.db.transaction(system, async (tx) => {
      await lockOrder(tx, refund.orderKey);
      const claimed = await this.claimRow(refund, gap, tx);
      if (!claimed) {
        await tx.query((scope) => pace(scope(RefundEntity, 'r')), [refund.refundId, refund.attempts, gap]);
      }
      return claimed;
    });
  }

  private query<Row>(statement: (scope: string) => string, values: unknown[]): Promise<Row[]> {
    return this.db.for(system).query<Row>((scope) => statement(scope(RefundEntity, 'r')), values);
  }
}

/** Every change of an order's money begins here. */
export async function lockOrder(tx: TenantTx, id: number): Promise<OrderEntity | null> {
  return tx.lock(OrderEntity, { id });
}
