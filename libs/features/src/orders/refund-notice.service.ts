import { RefundEntity } from '@coffee/data/entities';
import type { TenantTx } from '@coffee/data/tenant-db';
import { JobQueue } from '@coffee/platform/queue';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RefundNotices, type VerifiedNotification } from '../payments';
import { SEND_REFUND } from './refunds.jobs';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What a provider tells makes us ask it now. It settles nothing: that follows from the answer alone. */
@Injectable()
export class RefundNoticeListener implements OnModuleInit {
  constructor(
    private readonly notices: RefundNotices,
    private readonly queue: JobQueue,
  ) {}

  onModuleInit(): void {
    this.notices.onNotice((tx, notice) => this.hear(tx, notice));
  }

  /** One that comes while the provider is being called moves `next_attempt_at` too: the call's end sees it. */
  private async hear(
    tx: TenantTx,
    { provider, refundId }: VerifiedNotification,
  ): Promise<() => Promise<void>> {
    if (refundId === null || !UUID.test(refundId)) return () => Promise.resolve();
    const rows = await tx.query<{ attempt: number }>(
      (scope) => `
        with moved as (
          update refunds r set next_attempt_at = now()
          where r.refund_id = $1::uuid and r.provider = $2 and r.status <> 'failed' and ${scope(RefundEntity, 'r')}
          returning r.attempts as attempt
        ) select attempt from moved`,
      [refundId, provider],
    );
    return async () => {
      await this.queue.ringAll(
        SEND_REFUND,
        rows.map(({ attempt }) => ({ id: refundId, attempt })),
      );
    };
  }
}
