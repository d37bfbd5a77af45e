import { LivePublisher } from '@coffee/platform/live';
import { ThrottledLog } from '@coffee/platform/logging';
import { ProcessMetrics } from '@coffee/platform/metrics';
import { JobQueue } from '@coffee/platform/queue';
import { Injectable } from '@nestjs/common';
import { PaymentProviders, type PaymentProvider, type RefundOutcome } from '../payments';
import { CALL_SECONDS, RefundClaims, type Call, type HeldRefund } from './refund-claims';
import { tellOrder, tellRefund } from './refund-news';
import { afterOutcome, type RefundMove } from './refund-outcome';
import { RefundSettlement } from './refund-settlement.service';
import { SEND_REFUND } from './refunds.jobs';

const SWEEP_LIMIT = 500;

/** Does what a refund needs next, safely when two workers try: one claims, the other finds nothing to do. */
@Injectable()
export class RefundRuns {
  private readonly log = new ThrottledLog('RefundRuns');

  constructor(
    private readonly claims: RefundClaims,
    private readonly settlement: RefundSettlement,
    private readonly providers: PaymentProviders,
    private readonly live: LivePublisher,
    private readonly metrics: ProcessMetrics,
    private readonly queue: JobQueue,
  ) {}

  /** Looks at one refund. The call stands outside of every transaction, between the claim and the compare-and-set. */
  async run(refundId: string): Promise<void> {
    const due = await this.claims.findDueOne(refundId);
    if (!due) return;
    const provider = this.providers.byName(due.provider);
    const refund = await this.claims.claim(due, provider);
    if (!refund) return;
    const call = await ask(provider, refund);
    const move = afterOutcome(refund, call.outcome, provider);
    if (!(await this.write(refund, move, call))) return;
    if (move.lookAgainAfterSeconds === 0) await this.ring(refund);
  }

  /** Rings again for what is due. The bell may be lost, the row is not. */
  async sweep(): Promise<void> {
    await this.queue.ringAll(SEND_REFUND, await this.claims.findDue(SWEEP_LIMIT));
  }

  private async write(refund: HeldRefund, move: RefundMove, call: Call): Promise<boolean> {
    if (move.status === refund.status) return this.noteAndTell(refund, move, call);
    const order = await this.settlement.settle(refund, move, call);
    if (!order) {
      this.log.warn(`Refund ${refund.refundId} was taken over by another worker`);
      return false;
    }
    this.metrics.refunds.inc({ status: move.status });
    tellRefund(this.live, { ...refund, status: move.status, needsAttention: move.needsAttention });
    tellOrder(this.live, order);
    return true;
  }

  private async noteAndTell(refund: HeldRefund, move: RefundMove, call: Call): Promise<boolean> {
    const isOurs = await this.claims.note(refund, move, call);
    const { needsAttention } = move;
    if (isOurs && needsAttention !== refund.needsAttention)
      tellRefund(this.live, { ...refund, needsAttention });
    return isOurs;
  }

  private ring({ refundId, attempts }: HeldRefund): Promise<boolean> {
    return this.queue.ring(SEND_REFUND, { id: refundId, attempt: attempts });
  }
}

/** An adapter answers everything it knows of; what it throws all the same leaves open whether it acted. */
async function ask(provider: PaymentProvider, refund: HeldRefund): Promise<Call> {
  const startedAt = performance.now();
  const outcome = await call(provider, refund);
  return { outcome, durationMs: performance.now() - startedAt };
}

async function call(provider: PaymentProvider, refund: HeldRefund): Promise<RefundOutcome> {
  if (!provider.isConfigured()) {
    const message = `The keys of ${provider.name} are missing`;
    return { state: 'retry', code: 'PROVIDER_NOT_CONFIGURED', message, afterSeconds: 60 };
  }
  const signal = AbortSignal.timeout(CALL_SECONDS * 1_000);
  try {
    return await (refund.step === 'submit'
      ? provider.refund(refund, signal)
      : provider.query(refund, signal));
  } catch (error) {
    return { state: 'unknown', code: 'ADAPTER_FAILED', message: (error as Error).message };
  }
}
